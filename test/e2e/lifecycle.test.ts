import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type ConfigTree, wiredConfig } from '../helpers/gateway.ts';
import { cleanEnv, decant, type Ran } from '../helpers/program.ts';
import { request, send } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { canary, githubToken } from '../helpers/tokens.ts';
import { API, expectRefused, OTHER, startWorld } from '../helpers/world.ts';

const stage = useStage();

/** Starts a gateway that is expected to refuse. */
async function refusedStart(
  config: string | ConfigTree,
  env: Record<string, string> = {},
  prepare?: (folder: string) => void,
): Promise<Ran> {
  const folder = await stage.folder();
  mkdirSync(join(folder, 'queue'), { mode: 0o700 });
  prepare?.(folder);
  const file = join(folder, 'decant.yaml');
  writeFileSync(file, typeof config === 'string' ? config : stringify(wiredConfig(config)));
  const ran = await decant(['gateway', '--config', file], { cwd: folder, env: cleanEnv(env) });
  expect(ran.stdout).not.toContain('"event":"ready"');
  return ran;
}

describe('start', () => {
  it('S1: the ready line is one JSON line of the contract, the only thing on stdout, and the log is JSON', async () => {
    const { gateway } = await startWorld(stage);
    expect(gateway.ready).toEqual({
      event: 'ready',
      proxy: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      ca_file: join(gateway.folder, 'ca', 'ca.pem'),
      bottle: 'demo',
      queue: `file:${gateway.queue.path}`,
      control: join(gateway.folder, 'control.sock'),
    });
    expect(statSync(join(gateway.folder, 'control.sock')).mode & 0o777).toBe(0o600);
    expect((await request(gateway, API)).status).toBe(200);
    const ended = await gateway.stop();
    expect(ended.code).toBe(0);
    expect(ended.stdout.trim().split('\n')).toHaveLength(1);
    expect(gateway.logs().length).toBeGreaterThan(0);
    expect(existsSync(join(gateway.folder, 'control.sock'))).toBe(false);
  });

  const base = 'version: 1\nbottle: demo\nqueue: file:./queue\nlisten: 127.0.0.1:0\n';
  const configs: ReadonlyArray<readonly [string, string, RegExp]> = [
    ['an unknown key', `${base}hold:\n  timeout_secs: 3\n`, /6:3/],
    ['an unknown key at the top', `${base}fail_open: true\n`, /5:1/],
    ['a wrong type', `${base}hold:\n  timeout_seconds: soon\n`, /6:\d+/],
    ['a duplicate key', `${base}listen: 127.0.0.1:1\n`, /5:1/],
    ['no version', 'bottle: demo\nlisten: 127.0.0.1:0\n', /version/],
    ['a wildcard over a public suffix', `${base}routes:\n  - host: "*.co.uk"\n`, /6:\d+/],
    ['broken YAML', `${base}hold: {\n`, /\d+:\d+/],
  ];
  for (const [what, text, place] of configs) {
    it(`C25 I3: ${what} is exit 2 with line and column`, async () => {
      const ran = await refusedStart(text);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toMatch(place);
    });
  }

  const notYet: Readonly<Record<string, ConfigTree>> = {
    mcp: { mcp: { listen: '127.0.0.1:0' } },
    admin: { admin: '127.0.0.1:0' },
    workers: { workers: 4 },
    'upstream.proxy': { upstream: { proxy: 'http://127.0.0.1:3128' } },
    'a route’s auth.only': { routes: [{ host: API, auth: { header: 'x-key', value: 'abc', only: true } }] },
    'limits.spool_bytes': { limits: { spool_bytes: 1_000_000 } },
    'a queue that is no folder': { queue: 'postgres://127.0.0.1/queue' },
    'limits.spool_dir': { limits: { spool_dir: '/tmp' } },
  };
  for (const [what, config] of Object.entries(notYet)) {
    it(`I3: ${what} is refused with “not supported yet”`, async () => {
      const ran = await refusedStart(config);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain('not supported yet');
    });
  }

  it('C25: an unset variable in auth.value is exit 2 and is named', async () => {
    const ran = await refusedStart({
      routes: [{ host: API, auth: { header: 'authorization', value: 'Bearer $' + '{NOT_SET_ANYWHERE}' } }],
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('NOT_SET_ANYWHERE');
  });

  it('S3 I4: a secret under 12 bytes is exit 2; the variable is named and the value is not', async () => {
    const value = canary(11);
    const ran = await refusedStart({}, { EGRESS_TOKEN_SHORT: value });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('EGRESS_TOKEN_SHORT');
    expect(ran.stderr + ran.stdout).not.toContain(value.slice(0, 6));
  });

  it('C25 I4: a secrets file that others may read is refused, without its value', async () => {
    const value = canary();
    const ran = await refusedStart({ secrets: { files: ['./secrets.txt'] } }, {}, (folder) => {
      writeFileSync(join(folder, 'secrets.txt'), `${value}\n`);
      chmodSync(join(folder, 'secrets.txt'), 0o644);
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('secrets.txt');
    expect(ran.stderr + ran.stdout).not.toContain(value.slice(0, 6));
  });

  const queues: Readonly<Record<string, (folder: string) => void>> = {
    'that others may write': (folder) => chmodSync(join(folder, 'queue'), 0o777),
    'that is a file': (folder) => writeFileSync(join(folder, 'elsewhere'), ''),
    'that is a symlink': (folder) => symlinkSync(join(folder, 'queue'), join(folder, 'elsewhere')),
  };
  for (const [what, prepare] of Object.entries(queues)) {
    it(`S10 Q1: a queue directory ${what} is refused at start`, async () => {
      const queue = what.includes('write') ? 'file:./queue' : 'file:./elsewhere';
      const ran = await refusedStart({ queue }, {}, prepare);
      expect(ran.code).toBeGreaterThan(0);
      expect(ran.stderr).toMatch(/queue/i);
    });
  }

  for (const [name, value] of [
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['NODE_OPTIONS', '--inspect=127.0.0.1:0'],
  ] as const) {
    it(`C25: ${name}=${value} is refused`, async () => {
      const ran = await refusedStart({}, { [name]: value });
      expect(ran.code).toBeGreaterThan(0);
      expect(ran.stderr).toContain(name);
    });
  }
});

describe('signals', () => {
  it('S10: SIGTERM refuses what is held with shutdown, takes nothing new, and exits 0', async () => {
    const { gateway, upstream } = await startWorld(stage);
    const held = await send(gateway, API, { body: githubToken() });
    const proposal = await gateway.queue.next();
    gateway.process.signal('SIGTERM');
    expect(expectRefused(await held.reply, 'token_detected', 'shutdown').proposal).toBe(proposal.id);
    const ended = await gateway.process.exited;
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 0, signal: null });
    await expect(request(gateway, API)).rejects.toThrow();
    expect(upstream.connections()).toBe(0);
  });

  it('S1: SIGHUP swaps the routes, keeps what is safe, and keeps the old ones where the new file is wrong', async () => {
    const world = await startWorld(stage);
    const { gateway } = world;
    const token = githubToken();
    const first = request(gateway, API, { body: token });
    gateway.queue.approve((await gateway.queue.next()).id);
    expect((await first).status).toBe(200);

    const next = { ...wiredConfig(world.config), routes: [{ host: API }] };
    const logged = gateway.process.stderr.length;
    gateway.rewriteConfig(next);
    gateway.process.signal('SIGHUP');
    await gateway.process.shows('a log line about the reload', () =>
      /reload/i.test(gateway.process.stderr.slice(logged)) ? true : undefined,
    );
    expectRefused(await request(gateway, OTHER), 'route_not_allowed');
    expect((await request(gateway, API, { body: token })).status).toBe(200);

    const before = gateway.process.stderr.length;
    gateway.rewriteConfig({ ...next, routes: [], fail_open: true });
    gateway.process.signal('SIGHUP');
    await gateway.process.shows('a log line about the refused reload', () =>
      /reload/i.test(gateway.process.stderr.slice(before)) ? true : undefined,
    );
    expect((await request(gateway, API)).status).toBe(200);
  });

  it('D6: a hold whose route goes away in a reload is refused when it would be released', async () => {
    const world = await startWorld(stage);
    const { gateway, upstream } = world;
    upstream.forget();
    const held = request(gateway, API, { body: githubToken() });
    const proposal = await gateway.queue.next();
    const logged = gateway.process.stderr.length;
    gateway.rewriteConfig({ ...wiredConfig(world.config), routes: [{ host: OTHER }] });
    gateway.process.signal('SIGHUP');
    await gateway.process.shows('a log line about the reload', () =>
      /reload/i.test(gateway.process.stderr.slice(logged)) ? true : undefined,
    );
    gateway.queue.approve(proposal.id);
    expectRefused(await held, 'route_not_allowed');
    expect(upstream.connections()).toBe(0);
  });

  it('Q26: SIGUSR1 opens no inspector', async () => {
    const { gateway } = await startWorld(stage);
    gateway.process.signal('SIGUSR1');
    expect((await request(gateway, API)).status).toBe(200);
    expect((await gateway.stop()).stderr).not.toMatch(/debugger listening/i);
  });
});
