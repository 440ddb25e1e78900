import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { INSTRUCTION } from '../core/detect/inbound/support.ts';
import type { RawClient } from './fixtures/raw-http.ts';
import { knownSecret } from './fixtures/secrets.ts';
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  closeCode,
  closeFrame,
  frame,
  handshake,
  PING,
  readFrame,
  startWebSocketUpstream,
  TEXT,
  type WebSocketUpstream,
} from './fixtures/websocket.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const A = knownSecret('EGRESS_TOKEN_A');

let world: World;
let upstream: WebSocketUpstream;
let client: RawClient;
afterEach(async () => {
  await upstream.stop();
  await world.stop();
});

const ROUTE = { host: HOST, schemes: ['http'], websocket: true };

async function start(config: Readonly<Record<string, unknown>> = {}): Promise<void> {
  upstream = await startWebSocketUpstream(null);
  world = await startWorld({ secrets: [A], config: rules(config) });
  client = await open();
}

function rules(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    upstream: {
      resolve: {
        [`${HOST}:80`]: `127.0.0.1:${upstream.port}`,
        'other.example.com:80': `127.0.0.1:${upstream.port}`,
      },
    },
    routes: [ROUTE],
    ...config,
  };
}

async function open(more: readonly string[] = []): Promise<RawClient> {
  const opened = await world.raw();
  opened.write(handshake(HOST, `http://${HOST}/ws`, more));
  expect((await opened.reply()).status).toBe(101);
  return opened;
}

const texts = (): readonly string[] =>
  upstream.events.filter(({ kind }) => kind === 'text').map(({ data }) => data.toString());
const upstreamClosed = () => upstream.until(() => upstream.events.some(({ kind }) => kind === 'close'));
const send = (payload: string): void => client.write(frame({ opcode: TEXT, payload }));

describe('X16: frames that break the rules of RFC 6455', () => {
  it.each<readonly [string, number, Buffer]>([
    ['RSV1 set', 1002, frame({ opcode: TEXT, payload: 'x', rsv: 4 })],
    ['RSV2 set', 1002, frame({ opcode: TEXT, payload: 'x', rsv: 2 })],
    ['RSV1 set in a ping', 1002, frame({ opcode: PING, payload: 'x', rsv: 4 })],
    ['no mask', 1002, frame({ opcode: TEXT, payload: 'x', masked: false })],
    ['a reserved opcode', 1002, frame({ opcode: 3, payload: 'x' })],
    ['a reserved control opcode', 1002, frame({ opcode: 11, payload: 'x' })],
    ['a continuation of nothing', 1002, frame({ opcode: CONTINUATION, payload: 'x' })],
    ['a fragmented ping', 1002, frame({ opcode: PING, payload: 'x', fin: false })],
    ['a ping of 126 bytes', 1002, frame({ opcode: PING, payload: 'x'.repeat(126) })],
    ['a close code that nobody may send', 1002, closeFrame(1005)],
    ['a close of one byte', 1002, frame({ opcode: CLOSE, payload: 'x' })],
    ['text that is no UTF-8', 1007, frame({ opcode: TEXT, payload: Buffer.from([0xc3, 0x28]) })],
    ['a message above the limit', 1009, frame({ opcode: BINARY, payload: Buffer.alloc(1001) })],
    ['a length of 2^63 - 1', 1009, frame({ opcode: BINARY, payload: 'x', length: 2n ** 63n - 1n })],
    ['a length of 2^53', 1009, frame({ opcode: BINARY, payload: 'x', length: 2n ** 53n })],
    [
      'fragments above the limit together',
      1009,
      Buffer.concat([
        frame({ opcode: BINARY, payload: Buffer.alloc(600), fin: false }),
        frame({ opcode: CONTINUATION, payload: Buffer.alloc(600) }),
      ]),
    ],
    [
      'a message within another',
      1002,
      Buffer.concat([
        frame({ opcode: TEXT, payload: 'x', fin: false }),
        frame({ opcode: TEXT, payload: A.text }),
      ]),
    ],
  ])('X16: %s: both sides are closed with %i, and nothing of it arrives', async (_, code, bytes) => {
    await start({ limits: { websocket_message_bytes: 1000 } });
    client.write(bytes);
    expect(await closeCode(client)).toBe(code);
    client.destroy();
    await upstreamClosed();
    expect(upstream.events).toMatchObject([{ kind: 'close', code }]);
  });

  it('X16: a message of the server above the limit closes both sides with 1009', async () => {
    await start({ limits: { websocket_message_bytes: 1000 } });
    upstream.socket().send(Buffer.alloc(1000));
    upstream.socket().send(Buffer.alloc(1001));
    expect(await closeCode(client)).toBe(1009);
    client.destroy();
    await upstreamClosed();
    expect(upstream.events).toMatchObject([{ kind: 'close', code: 1009 }]);
  });
});

describe('S12: approvals and rules of the moment', () => {
  /** Has the value approved by way of an ordinary request. */
  async function approve(scope: Readonly<Record<string, unknown>> | null = null): Promise<void> {
    const asking = await world.raw();
    asking.write(
      `POST http://${HOST}/ HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${A.text.length}\r\n\r\n${A.text}`,
    );
    const [asked] = await world.proposals(1);
    await world.answer(asked?.proposal.id ?? '', 'approved', scope === null ? {} : { scope });
    await asking.reply();
    asking.destroy();
  }

  async function expectRefused(arrived: readonly string[]): Promise<void> {
    expect(await closeCode(client)).toBe(1008);
    client.destroy();
    await upstreamClosed();
    expect(texts()).toEqual(arrived);
    expect(await world.queue.list()).toEqual([]);
  }

  it('S12 S9: an approved value passes, as often as it likes; in another encoding it does not', async () => {
    await start();
    await approve();
    send(A.text);
    send(`again ${A.text}`);
    await upstream.until(() => texts().length === 2);
    send(Buffer.from(A.text).toString('base64'));
    await expectRefused([A.text, `again ${A.text}`]);
  });

  it('S12 S20: each message counts as a use, and the last one is the last', async () => {
    await start();
    await approve({ uses: 3 });
    for (const n of [1, 2, 3]) send(`${n} ${A.text}`);
    await expectRefused([`1 ${A.text}`, `2 ${A.text}`]);
  });

  it('S12: an approval that is revoked in the middle does not serve the next message', async () => {
    await start();
    await approve();
    send(A.text);
    await upstream.until(() => texts().length === 1);
    await revokeAll();
    send(A.text);
    await expectRefused([A.text]);
  });

  it('S12: a value that was approved for another destination only does not pass', async () => {
    await start({ routes: [ROUTE, { host: 'other.example.com', schemes: ['http'] }] });
    const asking = await world.raw();
    asking.write(
      `POST http://other.example.com/ HTTP/1.1\r\nHost: other.example.com\r\nContent-Length: ${A.text.length}\r\n\r\n${A.text}`,
    );
    const [asked] = await world.proposals(1);
    await world.answer(asked?.proposal.id ?? '', 'approved', { scope: { host_only: true } });
    await asking.reply();
    send(A.text);
    await expectRefused([]);
  });

  it('S12 I5: a reload that takes the route away closes with 1008 at once', async () => {
    await start();
    send('before');
    await upstream.until(() => texts().length === 1);
    world.gateway.reload(world.configFor(rules({ routes: [{ ...ROUTE, websocket: false }] })), [A]);
    await expectRefused(['before']);
    await world.until(() => world.log.some((entry) => entry.event === 'websocket_closed'));
    expect(world.log.find((entry) => entry.event === 'websocket_closed')).toMatchObject({
      code: 'websocket_not_allowed',
    });
  });

  it('S12: a reload that changes nothing for it leaves it, with new secrets in force', async () => {
    await start();
    const fresh = knownSecret('EGRESS_TOKEN_NEW');
    send(fresh.text);
    await upstream.until(() => texts().length === 1);
    world.gateway.reload(world.configFor(rules({})), [fresh]);
    send(`then ${fresh.text}`);
    await expectRefused([fresh.text]);
  });

  it('S12 S18: a route without detectors passes everything', async () => {
    await start({ routes: [{ ...ROUTE, dlp: { outbound_detectors: [] } }] });
    send(A.text);
    await upstream.until(() => texts().length === 1);
    expect(texts()).toEqual([A.text]);
  });

  it.each<readonly [string, (server: WebSocket) => void]>([
    ['a message', (server) => server.send(INSTRUCTION)],
    ['a JSON message', (server) => server.send(JSON.stringify({ text: INSTRUCTION }))],
  ])(
    'S12 S13: %s of the server that instructs the agent cuts the conversation with 1008',
    async (_, speak) => {
      await start();
      upstream.socket().send('hello');
      speak(upstream.socket());
      expect((await readFrame(client)).payload.toString()).toBe('hello');
      expect(await readFrame(client)).toMatchObject({
        opcode: CLOSE,
        payload: Buffer.concat([Buffer.from([0x03, 0xf0]), Buffer.from('prompt_injection')]),
      });
      client.destroy();
      await upstreamClosed();
      expect(upstream.events).toMatchObject([{ kind: 'close', code: 1008 }]);
    },
  );

  it('S12 S13: nothing is looked for in a server’s messages where the route says so', async () => {
    await start({ routes: [{ ...ROUTE, dlp: { inbound_detectors: [] } }] });
    upstream.socket().send(INSTRUCTION);
    expect((await readFrame(client)).payload.toString()).toBe(INSTRUCTION);
  });

  it('S10 S12: the gateway that stops tells both sides 1001', async () => {
    await start();
    const stopped = world.gateway.stop();
    expect(await closeCode(client)).toBe(1001);
    client.destroy();
    await upstreamClosed();
    expect(upstream.events).toMatchObject([{ kind: 'close', code: 1001 }]);
    await stopped;
  });

  it('S12: a client that is gone without a word is a 1001 for the upstream', async () => {
    await start();
    client.destroy();
    await upstreamClosed();
    expect(upstream.events).toMatchObject([{ kind: 'close', code: 1001 }]);
  });

  it('I8 S12: an upstream that does not read stops the client, and what was sent arrives in the end', async () => {
    await start();
    const server = upstream.socket();
    server.pause();
    const chunk = Buffer.alloc(512 * 1024, 'x');
    const bytes = frame({ opcode: BINARY, payload: chunk });
    for (let i = 0; i < 64; i += 1) client.write(bytes);
    // The gateway takes its turns between these, and would have taken all of it.
    for (let i = 0; i < 5; i += 1) {
      const other = await open();
      for (let n = 0; n < 10; n += 1) other.write(frame({ opcode: TEXT, payload: 'x' }));
      await upstream.until(() => texts().length === 10 * (i + 1));
      other.destroy();
    }
    expect(client.socket.writableLength).toBeGreaterThan(0);
    server.resume();
    await upstream.until(() => upstream.events.filter(({ kind }) => kind === 'binary').length === 64);
  });
});

async function revokeAll(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const call = request(
      { socketPath: world.addresses.control, method: 'DELETE', path: '/safe' },
      (response) => {
        response.resume();
        response.once('end', () => resolve());
      },
    );
    call.once('error', reject);
    call.end();
  });
}
