import { once } from 'node:events';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CliRun, cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();
const running: CliRun[] = [];

afterEach(async () => {
  for (const run of running.splice(0)) {
    run.signal('SIGTERM');
    await run.code;
  }
});

function start(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): CliRun {
  const run = new CliRun(args, { cwd, env });
  running.push(run);
  return run;
}

/** The ready line, or the message of a start that failed. */
async function readyOf(run: CliRun): Promise<Record<string, string>> {
  const failed = run.code.then(() => Promise.reject(new Error(run.err)));
  const line = await Promise.race([run.shows(() => run.lines()[0]), failed]);
  return JSON.parse(line);
}

const GATEWAY = ['gateway', '--config', 'decant.yaml'];
const WIRED = 'version: 1\nbottle: b\nqueue: file:./q\nlisten: 127.0.0.1:0\n';

function folderWith(config: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'decant.yaml'), config);
  return folder;
}

function logged(run: CliRun, event: string): Promise<Record<string, unknown>> {
  return run.shows(() => {
    const lines = run.err.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line)).find((line) => line.event === event);
  });
}

describe('decant gateway', () => {
  it('S1: one ready line with absolute paths and the actual port; SIGTERM drains and exits 0', async () => {
    const folder = folderWith(WIRED);
    const run = start(GATEWAY, folder);
    expect(await readyOf(run)).toEqual({
      event: 'ready',
      proxy: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/),
      ca_file: join(folder, '.decant', 'ca', 'ca.pem'),
      bottle: 'b',
      queue: `file:${join(folder, 'q')}`,
      control: join(folder, '.decant', 'control.sock'),
    });
    run.signal('SIGTERM');
    expect(await run.code).toBe(0);
    expect(run.lines()).toHaveLength(1);
    for (const line of run.err.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
  });

  it('S10: without a queue or a bottle it runs, says so, and leaves the absent parts out', async () => {
    const run = start(GATEWAY, folderWith('version: 1\nlisten: 127.0.0.1:0\nqueue: file:./q\n'));
    const ready = await readyOf(run);
    expect(Object.keys(ready)).not.toContain('bottle');
    expect(await logged(run, 'not_wired')).toMatchObject({ level: 'warn' });
  });

  it('S10: SUPERVISE_QUEUE_DIR and SUPERVISE_BOTTLE_SLUG wire it and win over the file', async () => {
    const folder = folderWith(WIRED);
    const elsewhere = join(newFolder(), 'queue');
    const run = start(GATEWAY, folder, { SUPERVISE_QUEUE_DIR: elsewhere, SUPERVISE_BOTTLE_SLUG: 'other' });
    expect(await readyOf(run)).toMatchObject({ bottle: 'other', queue: `file:${elsewhere}` });
    expect(statSync(elsewhere).mode & 0o777).toBe(0o700);
  });

  it('S7: a relative SUPERVISE_QUEUE_DIR is relative to the current folder', async () => {
    const folder = folderWith(WIRED);
    mkdirSync(join(folder, 'work'));
    const args = ['gateway', '--config', '../decant.yaml'];
    const run = start(args, join(folder, 'work'), { SUPERVISE_QUEUE_DIR: './shared' });
    expect(await readyOf(run)).toMatchObject({ queue: `file:${join(folder, 'work', 'shared')}` });
  });

  it('S10 Q1: a queue that cannot be used is an error at start, exit 2', async () => {
    const folder = folderWith(WIRED);
    mkdirSync(join(folder, 'q'));
    chmodSync(join(folder, 'q'), 0o777);
    const { code, out, err } = await cli(GATEWAY, { cwd: folder });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(
      `the queue at ${join(folder, 'q')} cannot be used: the directory is writable by everybody`,
    );
  });

  it('C25: a taken port, a second gateway and a missing file are told, exit 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const taken = await cli(GATEWAY, { cwd: folderWith(WIRED.replace(':0\n', `:${port}\n`)) });
    other.close();
    expect(taken.code).toBe(2);
    expect(taken.err).toContain(`127.0.0.1:${port} is in use already`);

    const folder = folderWith(WIRED);
    await readyOf(start(GATEWAY, folder));
    const second = await cli(GATEWAY, { cwd: folder });
    expect(second.code).toBe(2);
    expect(second.err).toContain('already running');

    expect((await cli(GATEWAY, { cwd: newFolder() })).code).toBe(2);
    expect((await cli(['gateway'], { cwd: folder })).code).toBe(2);
  });

  it('SIGHUP and the control socket reload: a faulty file changes nothing and is told', async () => {
    const folder = folderWith(WIRED);
    const run = start(GATEWAY, folder);
    await readyOf(run);
    writeFileSync(join(folder, 'decant.yaml'), `${WIRED}fail_open: true\n`);
    run.signal('SIGHUP');
    expect(await logged(run, 'reload_refused')).toMatchObject({
      problems: [expect.stringMatching(/^decant\.yaml:5:1: .*fail_open/)],
    });
    writeFileSync(
      join(folder, 'decant.yaml'),
      `${WIRED.replace('bottle: b', 'bottle: c')}routes:\n  - host: a.example.com\n`,
    );
    run.signal('SIGHUP');
    expect(await logged(run, 'reloaded')).toMatchObject({ level: 'info' });
    expect(await logged(run, 'restart_needed')).toMatchObject({ settings: ['bottle'] });
  });

  it('a second signal ends it at once', async () => {
    const run = start(GATEWAY, folderWith(WIRED));
    await readyOf(run);
    run.signal('SIGTERM');
    expect(run.exits).toEqual([]);
    run.signal('SIGINT');
    expect(run.exits).toEqual([1]);
    expect(await run.code).toBe(0);
  });
});

describe('decant up', () => {
  it('S7: without a configuration it uses the starter policy, says so and prints one line to paste', async () => {
    const folder = newFolder();
    const run = start(['up', '--listen', '127.0.0.1:0'], folder);
    const ready = await readyOf(run);
    expect(ready).toMatchObject({ bottle: 'demo', queue: `file:${join(folder, '.decant', 'queue')}` });
    await run.shows(() => (run.err.includes('Paste the curl line') ? true : undefined));
    expect(run.err).toContain('starter policy');
    expect(run.err).toContain('npx decant proposals list');
    const lines = run.err.split('\n').filter((line) => line.startsWith('curl '));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`--proxy ${ready.proxy}`);
    expect(lines[0]).toContain(`--cacert ${ready.ca_file}`);
    expect(lines[0]).toMatch(/sk-proj-[A-Za-z0-9]{48}/);
    expect(await cli(['safe', 'list'], { cwd: folder })).toMatchObject({
      code: 0,
      out: expect.stringContaining('no safe tokens'),
    });
    expect(await cli(['safe', 'list', '--json'], { cwd: folder })).toMatchObject({ code: 0, out: '[]\n' });
    expect(await cli(['safe', 'revoke', '--all'], { cwd: folder })).toMatchObject({
      code: 0,
      out: 'revoked 0 approvals\n',
    });
    expect((await cli(['safe', 'revoke', '0123456789abcdef'], { cwd: folder })).code).toBe(1);
  });

  it('with a configuration it brings its own queue, and --listen wins', async () => {
    const folder = folderWith('version: 1\nbottle: b\nlisten: 127.0.0.1:1\n');
    const run = start(['up', '--config', 'decant.yaml', '--listen', '127.0.0.1:0'], folder);
    expect(await readyOf(run)).toMatchObject({
      bottle: 'b',
      queue: `file:${join(folder, '.decant', 'queue')}`,
    });
    expect(run.err).not.toContain('curl ');
  });

  it('a --listen that is no address is exit 2', async () => {
    expect((await cli(['up', '--listen', 'nonsense'], { cwd: newFolder() })).code).toBe(2);
  });
});

describe('decant safe', () => {
  it('says so where no gateway answers, exit 1; one fingerprint or --all, not both, exit 2', async () => {
    const cwd = newFolder();
    const none = await cli(['safe', 'list'], { cwd });
    expect(none.code).toBe(1);
    expect(none.err).toContain('no gateway answers at');
    expect((await cli(['safe', 'revoke'], { cwd })).code).toBe(2);
    expect((await cli(['safe', 'revoke', 'x', '--all'], { cwd })).code).toBe(2);
  });
});
