import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { clientVariables } from '../../src/cli/env/client-variables.ts';
import { fishExports, shExports } from '../../src/cli/env/shell-syntax.ts';
import { cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();
const CA = '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n';
let server: Server | null = null;

afterEach(() => {
  server?.close();
  server = null;
});

function folderWithCa(config?: string): string {
  const folder = newFolder();
  mkdirSync(join(folder, '.decant', 'ca'), { recursive: true });
  writeFileSync(join(folder, '.decant', 'ca', 'ca.pem'), CA);
  if (config !== undefined) writeFileSync(join(folder, 'decant.yaml'), config);
  return folder;
}

async function variables(folder: string, ...args: string[]): Promise<Record<string, string>> {
  const { code, out, err } = await cli(['env', '--json', ...args], { cwd: folder });
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}

describe('decant env', () => {
  it('S1: proxy in both cases, NO_PROXY empty, the CA for those who add and a bundle for those who replace', async () => {
    const folder = folderWithCa('version: 1\nlisten: 127.0.0.1:9123\n');
    const env = await variables(folder, '--config', 'decant.yaml');
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']) {
      expect(env[name]).toBe('http://127.0.0.1:9123');
    }
    expect([env.NO_PROXY, env.no_proxy]).toEqual(['', '']);
    expect(env.NODE_EXTRA_CA_CERTS).toBe(join(folder, '.decant', 'ca', 'ca.pem'));
    expect(env.NODE_USE_ENV_PROXY).toBe('1');
    const bundle = readFileSync(env.SSL_CERT_FILE ?? '', 'utf8');
    expect(bundle.endsWith(CA)).toBe(true);
    expect(bundle.match(/BEGIN CERTIFICATE/g)?.length ?? 0).toBeGreaterThan(20);
    for (const name of [
      'CURL_CA_BUNDLE',
      'GIT_SSL_CAINFO',
      'REQUESTS_CA_BUNDLE',
      'PIP_CERT',
      'npm_config_cafile',
    ]) {
      expect(env[name]).toBe(env.SSL_CERT_FILE);
    }
  });

  it('--bypass is for hosts that go past the gateway on purpose', async () => {
    const env = await variables(folderWithCa(), '--bypass', 'localhost,127.0.0.1');
    expect([env.NO_PROXY, env.no_proxy]).toEqual(['localhost,127.0.0.1', 'localhost,127.0.0.1']);
  });

  it('asks the running gateway where it listens on a free port', async () => {
    const folder = folderWithCa('version: 1\nlisten: 127.0.0.1:0\n');
    const asked = await cli(['env', '--config', 'decant.yaml'], { cwd: folder });
    expect(asked).toMatchObject({ code: 2, out: '', err: expect.stringContaining('no gateway answers') });
    server = createServer((_, response) => response.end('{"proxy":"http://127.0.0.1:40123"}'));
    const socket = join(folder, '.decant', 'control.sock');
    await new Promise<void>((resolve) => server?.listen(socket, resolve));
    expect((await variables(folder, '--config', 'decant.yaml')).HTTP_PROXY).toBe('http://127.0.0.1:40123');
    expect((await variables(folder)).HTTP_PROXY).toBe('http://127.0.0.1:40123');
  });

  it('without a configuration and a gateway it is the place where `up` listens', async () => {
    expect((await variables(folderWithCa())).HTTP_PROXY).toBe('http://127.0.0.1:8080');
  });

  it('where a client can reach "every address" is this machine', async () => {
    const env = await variables(folderWithCa('version: 1\nlisten: "[::]:9123"\n'), '--config', 'decant.yaml');
    expect(env.HTTP_PROXY).toBe('http://[::1]:9123');
  });

  it('says so where there is no CA yet', async () => {
    const { code, err } = await cli(['env'], { cwd: newFolder() });
    expect(code).toBe(2);
    expect(err).toContain('made when the gateway first starts');
  });

  it('a value that a terminal would act on is not printed', async () => {
    const { code, out } = await cli(['env', '--bypass', 'a\x1b[2J'], { cwd: folderWithCa() });
    expect([code, out]).toEqual([2, '']);
  });
});

describe('clientVariables', () => {
  const settings = {
    proxy: 'http://p',
    caFile: '/ca',
    bundleFile: '/b',
    bypass: '',
    preload: '/p.cjs',
    nodeOptions: '',
  };
  const nodeOptions = (changes: Partial<typeof settings>) =>
    clientVariables({ ...settings, ...changes }).NODE_OPTIONS;

  it('appends the preload to NODE_OPTIONS, once, quoted where it must be', () => {
    expect(nodeOptions({})).toBe('--require /p.cjs');
    expect(nodeOptions({ nodeOptions: '--max-old-space-size=99' })).toBe(
      '--max-old-space-size=99 --require /p.cjs',
    );
    expect(nodeOptions({ nodeOptions: '--require /p.cjs' })).toBe('--require /p.cjs');
    expect(nodeOptions({ preload: '/a b/"p".cjs' })).toBe('--require "/a b/\\"p\\".cjs"');
  });
});

describe('shell syntax', () => {
  it('sh reads back exactly what was meant, whatever is in it', () => {
    const value = fc.string({
      unit: fc.constantFrom("'", '"', '\\', '$', '`', ' ', 'a', '!', '\n', ';', '*', '$(x)'),
    });
    fc.assert(
      fc.property(value, (text) => {
        const script = `${shExports({ X: text }).join('\n')}\nprintf %s "$X"`;
        expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  it('fish: backslash and single quote are escaped', () => {
    expect(fishExports({ X: "a'b\\c $d" })).toEqual(["set -gx X 'a\\'b\\\\c $d'"]);
  });
});
