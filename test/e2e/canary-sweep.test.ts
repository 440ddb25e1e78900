import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Carrier, carriers, provisioned } from '../helpers/carriers.ts';
import { type ConfigTree, type Gateway, startGateway } from '../helpers/gateway.ts';
import { type Reply, refusalOf } from '../helpers/http-reply.ts';
import { decant } from '../helpers/program.ts';
import { dialProxy, openTunnel, requestBytes, send } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { seenIn } from '../helpers/wait.ts';
import { Watchlist } from '../helpers/watchlist.ts';
import { API, startWorld, type World } from '../helpers/world.ts';

const stage = useStage();

interface Sweep {
  readonly world: World;
  readonly all: readonly Carrier[];
  readonly watchlist: Watchlist;
}

async function prepare(config: ConfigTree = {}, wired = true): Promise<Sweep> {
  const all = carriers();
  const watchlist = new Watchlist();
  for (const carrier of all) watchlist.add(carrier.name, carrier.unmistakable);
  // What the program would put into the system's temporary folder is swept as well.
  const folder = await stage.folder();
  mkdirSync(join(folder, 'tmp'));
  const world = await startWorld(stage, {
    folder,
    wired,
    hosts: { '*.example.com': {} },
    config: { hold: { max_pending: 1_000 }, ...config },
    env: { ...provisioned(all), TMPDIR: join(folder, 'tmp') },
  });
  return { world, all, watchlist };
}

/** Sends every carrier at once; a carrier whose connection breaks has null. */
function sendAll(sweep: Sweep): Promise<Array<{ carrier: Carrier; reply: Reply | null }>> {
  return Promise.all(
    sweep.all.map(async (carrier) => {
      const sent = await send(sweep.world.gateway, carrier.host, carrier.parts).catch(() => null);
      return { carrier, reply: sent === null ? null : await sent.reply.catch(() => null) };
    }),
  );
}

/** Answers every question as it comes, until all the replies are there. Returns the ids answered. */
async function answerAll<T>(
  gateway: Gateway,
  status: string,
  replies: Promise<T>,
): Promise<{ ids: Set<string>; replies: T }> {
  const ids = new Set<string>();
  let over = false;
  const ended = replies.finally(() => {
    over = true;
  });
  ended.catch(() => {});
  await seenIn(gateway.queue.path, 'the end of all requests', () => {
    for (const id of gateway.queue.openIds().filter((id) => !ids.has(id))) {
      ids.add(id);
      gateway.queue.answer(id, status);
    }
    return over ? true : undefined;
  });
  for (const id of ids) await gateway.queue.closed(id);
  return { ids, replies: await ended };
}

/** Ends the gateway and looks through everything that it wrote. */
async function expectNoTrace(
  { watchlist, world: { gateway } }: Sweep,
  more: Readonly<Record<string, Buffer | string>> = {},
): Promise<void> {
  const before = watchlist.searched;
  const commandLine = `/proc/${gateway.process.child.pid}/cmdline`;
  const title = existsSync(commandLine) ? readFileSync(commandLine) : '';
  await gateway.stop();
  const leaks = [
    ...watchlist.leaksUnder(gateway.folder),
    ...watchlist.leaksIn('the command line', title),
    ...watchlist.leaksIn('stdout', gateway.process.stdout),
    ...watchlist.leaksIn('stderr', gateway.process.stderr),
    ...Object.entries(more).flatMap(([where, content]) => watchlist.leaksIn(where, content)),
  ];
  expect(leaks).toEqual([]);
  expect(watchlist.searched - before).toBeGreaterThan(2_000);
}

/** Checks that every carrier was stopped in this way, and that none of the answers tells anything. */
async function expectAllRefused(
  sweep: Sweep,
  replies: ReadonlyArray<{ carrier: Carrier; reply: Reply | null }>,
  outcome: string,
): Promise<void> {
  const unlike = replies.filter(
    ({ reply }) => reply === null || reply.status !== 403 || refusalOf(reply).outcome !== outcome,
  );
  expect(unlike.map(({ carrier, reply }) => `${carrier.name}: ${reply?.status}`)).toEqual([]);
  expect(replies).toHaveLength(sweep.all.length);
  await expectNoTrace(
    sweep,
    Object.fromEntries(
      replies.map(({ carrier, reply }) => [`the answer to ${carrier.name}`, reply?.raw ?? '']),
    ),
  );
}

describe('no trace of a secret', () => {
  it('I4 R1 C2: an unwired block', async () => {
    const sweep = await prepare({}, false);
    await expectAllRefused(sweep, await sendAll(sweep), 'no_supervisor');
    expect(sweep.world.upstream.connections()).toBe(0);
  });

  it('I4 R1 C2: a rejection', async () => {
    const sweep = await prepare();
    const { ids, replies } = await answerAll(sweep.world.gateway, 'rejected', sendAll(sweep));
    expect(ids.size).toBeGreaterThanOrEqual(sweep.all.length);
    await expectAllRefused(sweep, replies, 'rejected');
    expect(sweep.world.upstream.connections()).toBe(0);
  });

  it('I4 R1 C2: an approval, and what the commands show of it', async () => {
    const sweep = await prepare();
    const { gateway } = sweep.world;
    const { ids, replies } = await answerAll(gateway, 'approved', sendAll(sweep));
    expect(ids.size).toBeGreaterThanOrEqual(sweep.all.length);
    expect(replies.filter(({ reply }) => reply?.status !== 200).map(({ carrier }) => carrier.name)).toEqual(
      [],
    );
    expect(sweep.world.upstream.requests).toHaveLength(sweep.all.length);
    const shown: Record<string, string> = {};
    for (const args of [
      ['safe', 'list'],
      ['proposals', 'history'],
      ['proposals', 'list'],
    ]) {
      for (const json of [[], ['--json']]) {
        const ran = await decant([...args, ...json, '--config', gateway.configFile], { env: gateway.env });
        shown[[...args, ...json].join(' ')] = ran.stdout + ran.stderr;
      }
    }
    await expectNoTrace(sweep, shown);
  });

  it('I4 R1 C2: a timeout', async () => {
    const sweep = await prepare({ hold: { timeout_seconds: 2, max_pending: 1_000 } });
    const replies = await sendAll(sweep);
    expect(sweep.world.gateway.queue.openIds().length).toBeGreaterThanOrEqual(sweep.all.length);
    await expectAllRefused(sweep, replies, 'hold_timeout');
  });

  it('I4 R1 R7 C2: a fault of the upstream after the approval', async () => {
    const sweep = await prepare();
    await sweep.world.upstream.close();
    const { replies } = await answerAll(sweep.world.gateway, 'approved', sendAll(sweep));
    expect(replies.filter(({ reply }) => reply?.status !== 502).map(({ carrier }) => carrier.name)).toEqual(
      [],
    );
    await expectNoTrace(
      sweep,
      Object.fromEntries(replies.map(({ carrier, reply }) => [carrier.name, reply?.raw ?? ''])),
    );
  });

  it('I4 R1 C2 C20: a crash, and the start after it', async () => {
    const sweep = await prepare();
    const { gateway } = sweep.world;
    const replies = sendAll(sweep);
    await seenIn(gateway.queue.path, 'a question for every carrier', () =>
      gateway.queue.openIds().length >= sweep.all.length ? true : undefined,
    );
    await gateway.kill();
    expect((await replies).filter(({ reply }) => reply !== null)).toEqual([]);
    await expectNoTrace(sweep);
    const again = await startGateway(stage, {
      config: sweep.world.config,
      folder: gateway.folder,
      env: provisioned(sweep.all),
    });
    expect(again.queue.openIds()).toEqual([]);
    await expectNoTrace({ ...sweep, world: { ...sweep.world, gateway: again } });
  });

  it('I4 R1 R7 C2: refusals by policy and by the parser', async () => {
    const sweep = await prepare();
    const { gateway } = sweep.world;
    const value = sweep.all[0]?.value ?? '';
    const raw: Readonly<Record<string, string>> = {
      'an unknown method': `${value} / HTTP/1.1\r\nHost: ${API}\r\n\r\n`,
      'a broken request line': `GET /${value} HTTP/9.9 ${value}\r\n\r\n`,
      'a broken header': `GET / HTTP/1.1\r\nHost: ${API}\r\nX ${value}: ${value}\r\n\r\n`,
      'a foreign Host': `GET / HTTP/1.1\r\nHost: ${value}.example.com\r\n\r\n`,
      'a Host that is none': `GET / HTTP/1.1\r\nHost: ${value}@${value}\r\n\r\n`,
      'a broken chunk': `POST / HTTP/1.1\r\nHost: ${API}\r\nTransfer-Encoding: chunked\r\n\r\n${value}\r\n`,
      'an expectation': `POST / HTTP/1.1\r\nHost: ${API}\r\nExpect: ${value}\r\nContent-Length: 1\r\n\r\na`,
      'a line break': requestBytes(API, { path: `/?q=${value}%0d%0aX-${value}:%20a` }).toString('latin1'),
      'an unknown coding': requestBytes(API, {
        headers: [`Content-Encoding: ${value}`],
        body: value,
      }).toString('latin1'),
      'a body that is no gzip': requestBytes(API, {
        headers: ['Content-Encoding: gzip'],
        body: value,
      }).toString('latin1'),
      'a body over the limit': requestBytes(API, { body: value.repeat(40_000) }).toString('latin1'),
      'a WebSocket': requestBytes(API, {
        path: `/${value}`,
        headers: ['Connection: Upgrade', 'Upgrade: websocket'],
      }).toString('latin1'),
    };
    const answers: Record<string, Buffer> = {};
    for (const [what, bytes] of Object.entries(raw)) {
      const wire = await openTunnel(gateway, `${API}:443`);
      wire.send(bytes);
      const reply = await wire.replyOrEnd();
      wire.leave();
      expect(reply?.status ?? 400, what).toBeGreaterThanOrEqual(400);
      answers[what] = reply?.raw ?? Buffer.alloc(0);
    }
    for (const authority of [
      `${value}.nowhere.invalid:443`,
      `${value}`,
      `${value}@x:1`,
      `${value}:${value}`,
    ]) {
      const wire = await dialProxy(gateway);
      wire.send(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
      answers[`CONNECT ${Object.keys(answers).length}`] = (await wire.reply(true)).raw;
      wire.leave();
    }
    const unlisted = await send(gateway, `${value}.nowhere.invalid`, { path: `/${value}`, body: value });
    answers['a host without a route'] = (await unlisted.reply).raw;
    expect(sweep.world.upstream.requests).toEqual([]);
    await expectNoTrace(sweep, answers);
  });
});
