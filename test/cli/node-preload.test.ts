import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type DemoUpstream, startDemoUpstream } from '../../src/cli/demo/demo-upstream.ts';
import { useFolders } from './support/cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = join(root, 'dist', 'cli', 'node-preload.cjs');
const newFolder = useFolders();
let proxy: Server | null = null;
let upstream: DemoUpstream | null = null;

afterEach(async () => {
  proxy?.closeAllConnections();
  proxy?.close();
  proxy = null;
  await upstream?.close();
  upstream = null;
});

/** A proxy that tunnels TLS to the upstream, answers plain HTTP itself and notes what it was asked for. */
async function startProxy(to: DemoUpstream): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('plain');
  });
  server.on('connect', (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    const port = request.url?.endsWith(':80') === true ? portOf(server) : to.port;
    const there = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(there).pipe(client);
    });
    there.on('error', () => client.destroy());
    client.on('error', () => there.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = server;
  return { url: `http://127.0.0.1:${portOf(server)}`, asked };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function node(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<{ out: string; err: string }> {
  const child = spawn(process.execPath, ['-e', script], { env: { PATH: process.env.PATH ?? '', ...env } });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  await once(child, 'close');
  return { out, err };
}

/** The preload in a folder with a blank in its name, beside the dependencies it finds when installed. */
function installed(): string {
  const folder = join(newFolder(), 'a folder');
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  copyFileSync(built, join(folder, 'preload.cjs'));
  return join(folder, 'preload.cjs');
}

describe('node-preload', () => {
  it('S1: the built-in fetch goes through the proxy, https and http, and past it where NO_PROXY says', async () => {
    upstream = await startDemoUpstream('demo.test', new Date());
    const { url, asked } = await startProxy(upstream);
    const caFile = join(newFolder(), 'ca.pem');
    writeFileSync(caFile, upstream.caCertificate);
    const script = `(async () => {
      const posted = await fetch('https://demo.test/x', { method: 'POST', body: 'hello' });
      console.log(posted.status, (await posted.json()).received.body_bytes);
      const streamed = await fetch('https://demo.test/y', { method: 'POST', duplex: 'half', body: new Blob(['streamed']).stream() });
      console.log(streamed.status, (await streamed.json()).received.body_bytes);
      console.log(await (await fetch('http://plain.test/z')).text());
      console.log(await fetch('http://past.invalid/').catch(() => 'past the proxy'));
    })()`;
    const { out, err } = await node(script, {
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      NO_PROXY: 'past.invalid',
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: caFile,
      NODE_OPTIONS: `--require "${installed()}"`,
    });
    expect(err).toBe('');
    expect(out).toBe('200 5\n200 8\nplain\npast the proxy\n');
    expect(asked).toContain('CONNECT demo.test:443');
    // Node's own support tunnels plain HTTP as well.
    expect(asked.some((line) => ['GET http://plain.test/z', 'CONNECT plain.test:80'].includes(line))).toBe(
      true,
    );
    expect(asked.filter((line) => line.includes('past.invalid'))).toEqual([]);
  });

  it('loads nothing and says nothing until the program fetches, also without its dependencies', async () => {
    const lonely = join(newFolder(), 'preload.cjs');
    copyFileSync(built, lonely);
    const script = `console.log(Object.keys(require.cache).length)`;
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NODE_OPTIONS: `--require ${lonely}` };
    expect(await node(script, env)).toEqual({ out: '1\n', err: '' });
  });

  it('a program may still set a dispatcher of its own', async () => {
    const script = `
      globalThis[Symbol.for('undici.globalDispatcher.1')] = { dispatch() { console.log('its own'); throw new Error('x'); } };
      fetch('https://demo.test/').catch(() => undefined);`;
    const { out } = await node(script, {
      HTTPS_PROXY: 'http://127.0.0.1:1',
      NODE_OPTIONS: `--require "${installed()}"`,
    });
    expect(out).toBe('its own\n');
  });

  it('is in syntax that old versions parse', () => {
    expect(readFileSync(built, 'utf8')).not.toMatch(/\?\.|\?\?|#[a-z]|static \{/);
  });
});
