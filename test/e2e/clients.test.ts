import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { startGateway } from '../helpers/gateway.ts';
import { bareRepository, gitBackend } from '../helpers/git-server.ts';
import { cleanEnv, decant, type Ran, type RunOptions, run } from '../helpers/program.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { startUpstream } from '../helpers/upstream.ts';
import { API, startWorld } from '../helpers/world.ts';

const stage = useStage();
const PYTHON = `
import sys, urllib.request, urllib.error
request = urllib.request.Request(sys.argv[1], headers={"X-Api-Key": sys.argv[2]})
try:
    with urllib.request.urlopen(request) as reply:
        print(reply.status, reply.read().decode())
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
`;
const NODE = `
const reply = await fetch(process.argv[2], { headers: { 'x-api-key': process.argv[3] } });
console.log(reply.status, await reply.text());
`;

interface Client {
  readonly program: string;
  readonly url: string;
  readonly args: (url: string, token: string) => readonly string[];
  readonly passed: (ran: Ran) => void;
  readonly refused: (ran: Ran) => void;
}

const printed: Pick<Client, 'passed' | 'refused'> = {
  passed: (ran) => expect(ran.stdout, ran.stderr).toMatch(/^200 .*"echo":true/s),
  refused: (ran) => {
    expect(ran.stdout, ran.stderr).toMatch(/^403 .*"error":"egress_blocked"/s);
    expect(ran.stdout).toContain('"outcome":"rejected"');
  },
};

describe('real clients, with nothing but what decant env prints', async () => {
  const { root, head } = await bareRepository(stage, 'repo.git');
  const scripts = await stage.folder();
  writeFileSync(join(scripts, 'get.py'), PYTHON);
  writeFileSync(join(scripts, 'get.mjs'), NODE);
  const world = await startWorld(stage, {
    hosts: { [API]: {}, 'git.example.com': {} },
    config: { listen: `127.0.0.1:${await freePort()}` },
  });
  const { gateway, upstream } = world;
  const exported = await decant(['env', '--config', gateway.configFile, '--shell', 'json'], {
    env: cleanEnv(),
    cwd: gateway.folder,
  });
  const exports = exported.code === 0 ? (JSON.parse(exported.stdout) as Record<string, string>) : {};
  const options: RunOptions = {
    cwd: scripts,
    env: {
      ...cleanEnv(),
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      ...exports,
    },
    milliseconds: 25_000,
  };

  const clients: Readonly<Record<string, Client>> = {
    curl: {
      program: 'curl',
      url: `https://${API}/from-curl`,
      args: (url, token) => ['-sS', '-w', '%{stderr}%{http_code}', '-H', `X-Api-Key: ${token}`, url],
      passed: (ran) => {
        expect(ran.stderr).toContain('200');
        expect(ran.stdout).toContain('"echo":true');
      },
      refused: (ran) => {
        expect(ran.stderr).toContain('403');
        expect(ran.stdout).toContain('"outcome":"rejected"');
      },
    },
    git: {
      program: 'git',
      url: 'https://git.example.com/repo.git',
      args: (url, token) => ['-c', `http.extraHeader=X-Api-Key: ${token}`, 'ls-remote', url],
      passed: (ran) => expect(ran.stdout, ran.stderr).toContain(`${head}\trefs/heads/main`),
      refused: (ran) => {
        expect(ran.code).not.toBe(0);
        expect(ran.stderr).toContain('403');
      },
    },
    python3: {
      program: 'python3',
      url: `https://${API}/from-python`,
      args: (url, token) => ['get.py', url, token],
      ...printed,
    },
    'Node fetch': {
      program: process.execPath,
      url: `https://${API}/from-node`,
      args: (url, token) => ['get.mjs', url, token],
      ...printed,
    },
  };

  it('S1: decant env prints variables in both cases, and no secret', () => {
    expect(exported.stderr).toBe('');
    expect(exported.code).toBe(0);
    const proxy = `http://127.0.0.1:${gateway.port}`;
    for (const name of ['http_proxy', 'https_proxy']) {
      expect(exports[name]?.replace(/\/$/, '')).toBe(proxy);
      expect(exports[name.toUpperCase()]?.replace(/\/$/, '')).toBe(proxy);
    }
  });

  for (const [name, client] of Object.entries(clients)) {
    it(`S1 S8 S9 S10: ${name} is served, held, approved and answered, and gets its 403 on reject`, async (context) => {
      const there = await run(client.program, ['--version'], options).catch(() => null);
      if (there === null || there.code !== 0) {
        console.warn(`skipped: ${name} (there is no ${client.program} here)`);
        context.skip(`there is no ${client.program} here`);
      }
      upstream.answerWith(name === 'git' ? gitBackend(root) : null);
      upstream.forget();
      client.passed(await run(client.program, client.args(client.url, 'nothing-special'), options));
      expect(gateway.queue.untaken()).toEqual([]);

      upstream.forget();
      const token = githubToken();
      const held = run(client.program, client.args(client.url, token), options);
      const proposal = await gateway.queue.next();
      expect(upstream.requests).toEqual([]);
      gateway.queue.approve(proposal.id);
      client.passed(await held);
      expect(upstream.requests[0]?.headers['x-api-key']).toBe(token);
      client.passed(await run(client.program, client.args(client.url, token), options));

      upstream.forget();
      const refused = run(client.program, client.args(client.url, githubToken()), options);
      gateway.queue.reject((await gateway.queue.next()).id);
      client.refused(await refused);
      expect(upstream.requests).toEqual([]);
    });
  }
});

it('S1 D14: the fetch of any Node reaches a plain http route, in absolute form or through a tunnel', async () => {
  const plain = await startUpstream(stage);
  const gateway = await startGateway(stage, {
    config: {
      listen: `127.0.0.1:${await freePort()}`,
      upstream: { resolve: { 'plain.example.com:80': plain.address } },
      routes: [{ host: 'plain.example.com', schemes: ['http'] }],
    },
  });
  const exported = await decant(['env', '--config', gateway.configFile, '--shell', 'json'], {
    env: cleanEnv(),
    cwd: gateway.folder,
  });
  const exports = JSON.parse(exported.stdout) as Record<string, string>;
  writeFileSync(join(gateway.folder, 'get.mjs'), NODE);
  const args = ['get.mjs', 'http://plain.example.com/from-node', 'nothing-special'];
  const ran = await run(process.execPath, args, {
    cwd: gateway.folder,
    env: { ...cleanEnv(), ...exports },
    milliseconds: 25_000,
  });
  printed.passed(ran);
  expect(plain.requests).toHaveLength(1);
  expect(plain.requests[0]?.url).toBe('/from-node');
});
