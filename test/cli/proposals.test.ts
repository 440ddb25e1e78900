import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf, NOW, proposal, state } from '../supervisor/proposals.ts';
import { CliRun, cli, useFolders } from './support/cli.ts';
import { startFileQueue, type TestQueue } from './support/file-queue.ts';

const newFolder = useFolders();
let folder: string;
let queue: TestQueue;

beforeEach(async () => {
  folder = newFolder();
  queue = await startFileQueue(folder);
});

afterEach(() => queue.stop());

const run = (...args: string[]) => cli(['proposals', ...args], { cwd: folder, now: NOW });
const runInTerminal = (columns: number, ...args: string[]) =>
  cli(['proposals', ...args], { cwd: folder, now: NOW, columns });

describe('list', () => {
  it('shows whole ids, who waits, what and where to; as wide as the terminal, whole where there is none', async () => {
    await queue.publish(proposal(1));
    await queue.publish(
      proposal(2, {
        details: { host: 'a-rather-long-name-of-a-host.example.com', secret_name: 'EGRESS_TOKEN_X' },
      }),
    );
    await queue.showState(idOf(1), state('2026-06-24T10:01:04.000Z', null));
    const { code, out } = await run('list');
    expect(code).toBe(0);
    const [titles, first, second] = out.split('\n');
    expect(titles).toMatch(/^ID +WAITING +EXPIRES +TO +WHAT$/);
    expect(first).toMatch(new RegExp(`^${idOf(1)} +2, 4s +14m00s +api\\.example\\.com +OpenAI API key$`));
    expect(second).toContain(idOf(2));
    expect(second).toMatch(/ a-rather-long-name-of-a-host\.example\.com +OpenAI API key EGRESS_TOKEN_X$/);
    const narrow = (await runInTerminal(80, 'list')).out;
    expect(narrow).toContain(idOf(2));
    for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('names the bottles where there are several', async () => {
    await queue.publish(proposal(1));
    await queue.publish(proposal(2, { bottle: 'other' }));
    expect((await run('list')).out).toMatch(/BOTTLE[\s\S]*other/);
  });

  it('--json is an array of the proposals with digest and state', async () => {
    expect(JSON.parse((await run('list', '--json')).out)).toEqual([]);
    await queue.publish(proposal(1));
    const [item] = JSON.parse((await run('list', '--json')).out);
    const digest = (await queue.get(idOf(1)))?.digest;
    expect(item).toEqual({ ...proposal(1), digest, answered: false, state: null });
  });

  it('says so where nothing is open', async () => {
    expect(await run('list')).toMatchObject({ code: 0, out: 'no open proposals\n' });
  });

  it('U1 U2 U3: hostile text in every field stays on its line, visible and behind its prefix', async () => {
    const evil = '\x1b[2J\x1b]52;c;ZXZpbA==\x07\u202e\r\nproposal     approved by policy\u200b\x9b31m';
    const details = {
      host: evil,
      path: evil,
      kind: evil,
      location: evil,
      secret_name: evil,
      hints: { jwt: { iss: evil } },
    };
    await queue.publish(proposal(1, { proposedFile: evil, justification: evil, details }));
    await queue.showState(idOf(1), {
      requests: 1,
      waiters: [{ client: evil, since: NOW.toISOString(), gives_up_at: null }],
    });
    for (const args of [['list'], ['list', '--json'], ['show', idOf(1)], ['show', idOf(1), '--json']]) {
      const { out } = await run(...args);
      expect(out.replaceAll(/[\n…]/g, '')).toMatch(/^[\x20-\x7e]*$/);
      expect(out.match(/^proposal /gm) ?? []).toHaveLength(args[0] === 'show' && args.length === 2 ? 1 : 0);
    }
  });

  it('--watch streams JSON lines, the open ones first, until it is told to end', async () => {
    await queue.publish(proposal(1));
    const watching = new CliRun(['proposals', 'list', '--watch'], { cwd: folder });
    const line = (index: number) => watching.shows(() => watching.lines()[index]);
    expect(JSON.parse(await line(0))).toMatchObject({
      event: 'open',
      id: idOf(1),
      tool: 'egress-token-allow',
    });
    await queue.publish(proposal(2));
    expect(JSON.parse(await line(1))).toMatchObject({ event: 'open', id: idOf(2) });
    await run('reject', idOf(2), '--reason', 'no');
    const closed = await watching.shows(() => watching.lines().find((text) => text.includes('"closed"')));
    expect(JSON.parse(closed)).toEqual({
      event: 'closed',
      id: idOf(2),
      reason: 'decided',
      status: 'rejected',
    });
    watching.signal('SIGINT');
    expect(await watching.code).toBe(0);
  });

  it('--watch ends when its reader leaves', async () => {
    await queue.publish(proposal(1));
    const watching = new CliRun(['proposals', 'list', '--watch'], { cwd: folder });
    await watching.shows(() => watching.lines()[0]);
    watching.closeOutput();
    expect(await watching.code).toBe(0);
  });
});

describe('show', () => {
  it('S7 S14: shows the text payload, the evidence and what an approval covers; modify is not offered', async () => {
    await queue.publish(
      proposal(1, { proposedFile: 'egress blocked\n\nhost: api.example.com\ncontext: ...a ******** b...\n' }),
    );
    const { code, out } = await run('show', idOf(1).slice(0, 6));
    expect(code).toBe(0);
    expect(out).toContain('  | context: ...a ******** b...\n');
    expect(out).toMatch(/^to +POST https:\/\/api\.example\.com:443\/v1\/ingest$/m);
    expect(out).toMatch(/^where +body, \$\.key, decoded via base64$/m);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'this value, to any host that the bottle is allowed to reach, until',
    );
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect((await run('--help')).out).not.toMatch(/modify/i);
  });

  it('an unknown id is the negative answer, one that is too short is usage', async () => {
    expect((await run('show', 'zzzzzzzz')).code).toBe(1);
    expect((await run('show', 'zz')).code).toBe(2);
  });
});

describe('approve and reject', () => {
  it('S9 S14 S15: an approval puts digest, reason, user and limits into the response', async () => {
    await queue.publish(proposal(1));
    const digest = (await queue.get(idOf(1)))?.digest;
    const { code, out } = await run(
      'approve',
      idOf(1),
      '--reason',
      'needed',
      '--host-only',
      '--ttl',
      '600',
      '--uses',
      '2',
    );
    expect(code).toBe(0);
    expect(out).toContain('to https://api.example.com:443 only, for 10 minutes and at most 2 requests');
    await queue.closed(idOf(1));
    const [archived] = await queue.history({ limit: 1 });
    expect(archived?.response).toMatchObject({
      status: 'approved',
      notes: 'needed',
      decided_by: 'ada',
      digest,
      scope: { host_only: true, ttl_seconds: 600, uses: 2 },
    });
  });

  it('S14: no reason, no approval: exit 2, and nothing is written', async () => {
    await queue.publish(proposal(1));
    for (const args of [[], ['--reason', '  ']]) {
      const { code, err } = await run('approve', idOf(1), ...args);
      expect(code).toBe(2);
      expect(err).toContain('--reason');
    }
    expect((await queue.get(idOf(1)))?.answered).toBe(false);
  });

  it('what was decided already is told with the winner, exit 1', async () => {
    await queue.publish(proposal(1));
    expect((await run('reject', idOf(1))).code).toBe(0);
    const { code, err } = await run('approve', idOf(1), '--reason', 'late');
    expect(code).toBe(1);
    expect(err).toMatch(/rejected by ada at /);
    const json = await run('approve', idOf(1), '--reason', 'late', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      result: 'already_decided',
      response: { status: 'rejected' },
    });
  });

  for (const [flag, value] of [
    ['--ttl', '0'],
    ['--ttl', '-5'],
    ['--uses', '1.5'],
    ['--uses', 'many'],
  ] as const) {
    it(`${flag} ${value} is usage, exit 2`, async () => {
      await queue.publish(proposal(1));
      expect((await run('approve', idOf(1), '--reason', 'x', `${flag}=${value}`)).code).toBe(2);
      expect((await queue.get(idOf(1)))?.answered).toBe(false);
    });
  }

  it('Q4: an id that is a path touches nothing', async () => {
    writeFileSync(join(folder, 'x.proposal.json'), JSON.stringify(proposal(1)));
    expect((await run('approve', '../../x', '--reason', 'x')).code).toBe(1);
    expect(existsSync(join(folder, 'x.response.json'))).toBe(false);
  });
});

describe('history', () => {
  it('lists what was closed, newest first, page by page', async () => {
    for (const number of [1, 2, 3]) {
      await queue.publish(proposal(number));
      await run(number === 2 ? 'approve' : 'reject', idOf(number), '--reason', `reason ${number}`);
      await queue.closed(idOf(number));
    }
    const { out } = await run('history', '--json');
    const all: readonly { id: string }[] = JSON.parse(out);
    expect(all).toHaveLength(3);
    const rest = JSON.parse((await run('history', '--json', '--before', all[0]?.id ?? '')).out);
    expect(rest).toEqual(all.slice(1));
    expect(JSON.parse((await run('history', '--json', '--limit', '1')).out)).toEqual(all.slice(0, 1));
    const table = (await run('history')).out;
    expect(table).toMatch(new RegExp(`${idOf(2)} .*approved .* reason 2$`, 'm'));
    const narrow = (await runInTerminal(80, 'history')).out;
    for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect((await run('show', idOf(2))).out).toMatch(/^reason +reason 2$/m);
  });

  it('--verify is not supported yet', async () => {
    const { code, err } = await run('history', '--verify');
    expect(code).toBe(2);
    expect(err).toContain('not supported yet');
  });
});

describe('which queue', () => {
  it('S10: --queue wins over SUPERVISE_QUEUE_DIR, which wins over the configuration, which wins over the default', async () => {
    const elsewhere = newFolder();
    const list = async (options: { env?: Record<string, string> }, ...args: string[]) =>
      JSON.parse((await cli(['proposals', 'list', '--json', ...args], { cwd: folder, ...options })).out);
    const other = await startFileQueue(elsewhere);
    await queue.publish(proposal(1));
    await other.publish(proposal(2));
    const otherPath = join(elsewhere, '.decant', 'queue');
    const ownPath = join(folder, '.decant', 'queue');
    writeFileSync(
      join(folder, 'decant.yaml'),
      `version: 1\nqueue: file:${otherPath}\nroutes:\n  - host: a.example.com\n    auth: { header: authorization, value: "Bearer \${EGRESS_TOKEN_X}" }\n`,
    );
    const config = ['--config', 'decant.yaml'];
    expect(await list({})).toMatchObject([{ id: idOf(1) }]);
    expect(await list({}, ...config)).toMatchObject([{ id: idOf(2) }]);
    expect(await list({ env: { SUPERVISE_QUEUE_DIR: ownPath } }, ...config)).toMatchObject([{ id: idOf(1) }]);
    expect(
      await list({ env: { SUPERVISE_QUEUE_DIR: ownPath } }, ...config, '--queue', `file:${otherPath}`),
    ).toMatchObject([{ id: idOf(2) }]);
    await other.stop();
  });

  it('S7: a relative SUPERVISE_QUEUE_DIR is relative to the current folder, with a configuration and without', async () => {
    await queue.publish(proposal(1));
    mkdirSync(join(folder, 'etc'));
    writeFileSync(join(folder, 'etc', 'decant.yaml'), 'version: 1\nqueue: file:./elsewhere\n');
    for (const args of [[], ['--config', 'etc/decant.yaml']]) {
      for (const path of ['.decant/queue', 'file:./.decant/queue']) {
        const options = { cwd: folder, env: { SUPERVISE_QUEUE_DIR: path } };
        const { out } = await cli(['proposals', 'list', '--json', ...args], options);
        expect(JSON.parse(out)).toMatchObject([{ id: idOf(1) }]);
      }
    }
  });

  it('Q1: a queue that is not there or not private is told, exit 2', async () => {
    const none = await cli(['proposals', 'list', '--queue', 'file:./nowhere'], { cwd: folder });
    expect(none.code).toBe(2);
    expect(none.err).toContain('there is no queue at');
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    const refused = await cli(['proposals', 'list', '--queue', 'file:open'], { cwd: folder });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('writable by everybody');
    for (const url of ['redis://x', 'queue', 'file:', 'file://host/q']) {
      expect((await cli(['proposals', 'list', '--queue', url], { cwd: folder })).code).toBe(2);
    }
  });

  it('S7: --queue is written as in the configuration, as a path or as a URL', async () => {
    await queue.publish(proposal(1));
    const path = join(folder, '.decant', 'queue');
    for (const url of ['file:.decant/queue', `file:${path}`, `file://${path}`]) {
      const { out } = await cli(['proposals', 'list', '--json', '--queue', url], { cwd: folder });
      expect(JSON.parse(out)).toMatchObject([{ id: idOf(1) }]);
    }
  });
});
