import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { RawClient } from './fixtures/raw-http.ts';
import { knownSecret } from './fixtures/secrets.ts';
import {
  BINARY,
  CONTINUATION,
  closeCode,
  closeFrame,
  frame,
  handshake,
  openWebSocket,
  PING,
  PONG,
  readFrame,
  startWebSocketUpstream,
  TEXT,
  type WebSocketUpstream,
} from './fixtures/websocket.ts';
import { HOST, startWorld, type World, type WorldOptions } from './fixtures/world.ts';

const A = knownSecret('EGRESS_TOKEN_A');
const RESERVED = knownSecret('EGRESS_TOKEN_RESERVED', false);
const CREDENTIAL = knownSecret('EGRESS_TOKEN_ADDED');

const PRIVATE_KEY = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA7x3kq9Zf2mVtY8sLw1Dn5cRb'.repeat(12)}\n-----END RSA PRIVATE KEY-----`;

let world: World;
let upstream: WebSocketUpstream;
afterEach(async () => {
  await world.stop();
  await upstream.stop();
});

const ROUTE = { host: HOST, schemes: ['https', 'http'], websocket: true };

async function start(options: WorldOptions = {}, protocols: readonly string[] = []): Promise<void> {
  upstream = await startWebSocketUpstream(null, protocols);
  const { config, ...rest } = options;
  world = await startWorld({ secrets: [A, RESERVED], ...rest, config: configWith(config ?? {}) });
}

/** With TLS on both sides. */
async function startTls(route: Readonly<Record<string, unknown>> = {}, protocols: readonly string[] = []) {
  world = await startWorld({ secrets: [A] });
  upstream = await startWebSocketUpstream(await world.authority.leaf(HOST), protocols);
  const resolve = { [`${HOST}:443`]: `127.0.0.1:${upstream.port}` };
  const config = {
    upstream: { ca_files: [`${world.dir}/upstream-ca.pem`], resolve },
    routes: [{ ...ROUTE, ...route }],
  };
  world.gateway.reload(world.configFor(config), [A]);
}

function configWith(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    upstream: { resolve: { [`${HOST}:80`]: `127.0.0.1:${upstream.port}` } },
    routes: [ROUTE],
    ...config,
  };
}

/** A conversation that stands, on which a test sends what bytes it likes. */
async function open(more: readonly string[] = []): Promise<RawClient> {
  const client = await world.raw();
  client.write(handshake(HOST, `http://${HOST}/ws`, more));
  expect((await client.reply()).status).toBe(101);
  return client;
}

const messages = (): readonly string[] =>
  upstream.events
    .filter(({ kind }) => kind !== 'close')
    .map(({ kind, data }) => `${kind} ${data.toString()}`);

/** The client hears 1008, the upstream nothing but its own 1008. */
async function expectRefused(client: RawClient, code = 'token_detected', before: readonly string[] = []) {
  expect(await closeCode(client)).toBe(1008);
  await upstream.until(() => upstream.events.some(({ kind }) => kind === 'close'));
  expect(messages()).toEqual(before);
  expect(upstream.events.at(-1)).toMatchObject({ kind: 'close', code: 1008, data: Buffer.alloc(0) });
  client.destroy();
  await world.until(() => world.log.some(({ event }) => event === 'websocket_closed'));
  const entry = world.log.find(({ event }) => event === 'websocket_closed');
  expect(entry).toMatchObject({ level: 'warn', close_code: 1008, code });
  expect(await world.queue.list()).toEqual([]);
  expect(JSON.stringify(world.log)).not.toContain(A.text);
}

describe('a conversation', () => {
  it('S12: passes through TLS on both sides with path, subprotocol, credential and close code', async () => {
    await startTls({ auth: { header: 'x-key', value: CREDENTIAL.text } }, ['b.v2']);
    upstream.echo = true;
    const client = await openWebSocket(await world.tunnel(), `ws://${HOST}/%7Ews?x=1%202`, {
      protocols: ['a.v1', 'b.v2'],
      headers: { Cookie: 'a=b', 'X-Key': 'mine' },
    });
    expect(client.protocol).toBe('b.v2');
    const [seen] = upstream.handshakes;
    const fields = new Map<string, string>();
    for (let i = 0; i < (seen?.rawHeaders.length ?? 0); i += 2) {
      fields.set(seen?.rawHeaders[i]?.toLowerCase() ?? '', seen?.rawHeaders[i + 1] ?? '');
    }
    expect(fields.get('x-key')).toBe(CREDENTIAL.text);
    expect(seen?.url).toBe('/%7Ews?x=1%202');
    expect(fields.get('cookie')).toBe('a=b');
    expect(fields.get('host')).toBe(HOST);
    expect(fields.get('sec-websocket-protocol')).toBe('a.v1, b.v2');
    expect(fields.has('sec-websocket-extensions')).toBe(false);
    client.send('héllo');
    expect(String((await once(client, 'message'))[0])).toBe('héllo');
    client.close(4321, 'so long');
    expect(await once(client, 'close')).toEqual([4321, Buffer.from('so long')]);
    await upstream.until(() => upstream.events.some(({ code }) => code === 4321));
    expect(upstream.events.at(-1)?.data.toString()).toBe('so long');
  });

  it('S12: 10,000 messages of all sizes and kinds come back as they were', async () => {
    await startTls();
    upstream.echo = true;
    const client = await openWebSocket(await world.tunnel(), `ws://${HOST}/ws`);
    const count = Number(process.env.DECANT_WEBSOCKET_MESSAGES ?? 10_000);
    expect(await exchange(client, count)).toBe(count);
    expect(upstream.events).toHaveLength(count);
  });

  it('S12: pings and pongs are relayed and not answered by the gateway', async () => {
    await start();
    const client = await open();
    client.write(frame({ opcode: PING, payload: 'are you there' }));
    await upstream.until(() => upstream.events.length === 1);
    expect(messages()).toEqual(['ping are you there']);
    upstream.socket().pong('yes');
    expect(await readFrame(client)).toEqual({ opcode: PONG, payload: Buffer.from('yes') });
    upstream.socket().ping('and you');
    expect(await readFrame(client)).toEqual({ opcode: PING, payload: Buffer.from('and you') });
  });

  it('X16: fragments, control frames between them, split UTF-8 and long length fields are read as they are meant', async () => {
    await start();
    const client = await open();
    const euro = Buffer.from('€');
    client.write(
      Buffer.concat([
        frame({ opcode: TEXT, payload: euro.subarray(0, 1), fin: false }),
        frame({ opcode: PING, payload: 'between' }),
        frame({ opcode: CONTINUATION, payload: euro.subarray(1, 2), fin: false }),
        frame({ opcode: CONTINUATION, payload: euro.subarray(2) }),
        frame({ opcode: BINARY, payload: 'short but long', long: true }),
        frame({ opcode: TEXT }),
      ]),
    );
    await upstream.until(() => upstream.events.length === 4);
    expect(messages()).toEqual(['ping between', 'text €', 'binary short but long', 'text ']);
  });

  it('X16: no extension is agreed on either side, whatever the client offers', async () => {
    await start();
    const client = await world.raw();
    client.write(
      handshake(HOST, `http://${HOST}/ws`, [
        'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
      ]),
    );
    const reply = await client.reply();
    expect(reply.status).toBe(101);
    expect(reply.headers).not.toHaveProperty('sec-websocket-extensions');
    expect(reply.headers['sec-websocket-accept']).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(JSON.stringify(upstream.handshakes)).not.toMatch(/extensions|dGhlIHNhbXBsZSBub25jZQ/i);
  });
});

/** Sends messages and compares their echoes; how many agreed. */
async function exchange(client: WebSocket, count: number): Promise<number> {
  const sent: Buffer[] = [];
  let agreed = 0;
  const done = new Promise<void>((resolve) => {
    client.on('message', (data, isBinary) => {
      const index = agreed;
      const expected = sent[index];
      if (!Buffer.isBuffer(data) || expected?.equals(data) !== true || isBinary !== (index % 3 === 0)) return;
      agreed += 1;
      if (agreed === count) resolve();
      else if (sent.length < count) next();
    });
  });
  const next = (): void => {
    const index = sent.length;
    const body = Buffer.from(`message ${index} `.repeat(index % 97 === 0 ? 1_000 : 1 + (index % 7)));
    sent.push(body);
    client.send(body, { binary: index % 3 === 0 });
  };
  for (let i = 0; i < Math.min(64, count); i += 1) next();
  await done;
  return agreed;
}

describe('what a client sends is looked through before it leaves', () => {
  const half = Math.floor(A.text.length / 2);
  const [begin, end] = [A.text.slice(0, half), A.text.slice(half)];

  it.each<readonly [string, readonly Buffer[]]>([
    ['a text message', [frame({ opcode: TEXT, payload: `{"key":"${A.text}"}` })]],
    ['a binary message', [frame({ opcode: BINARY, payload: Buffer.from(`\0\x01${A.text}\xff`, 'latin1') })]],
    [
      'base64 in a message',
      [frame({ opcode: TEXT, payload: Buffer.from(`x ${A.text}`).toString('base64') })],
    ],
    ['a ping', [frame({ opcode: PING, payload: A.text })]],
    ['a pong', [frame({ opcode: PONG, payload: A.text })]],
    [
      'the second fragment of a binary message',
      [
        frame({ opcode: BINARY, payload: 'harmless', fin: false }),
        frame({ opcode: CONTINUATION, payload: A.text }),
      ],
    ],
    [
      'two fragments',
      [
        frame({ opcode: TEXT, payload: begin, fin: false }),
        frame({ opcode: CONTINUATION, payload: end, fin: false }),
        frame({ opcode: CONTINUATION }),
      ],
    ],
    ['a value that nobody may approve', [frame({ opcode: TEXT, payload: RESERVED.text })]],
    ['a private key', [frame({ opcode: TEXT, payload: PRIVATE_KEY })]],
  ])('S12 X16 C18: %s: both sides are closed with 1008, and none of it arrives', async (_, bytes) => {
    await start();
    const client = await open();
    client.write(Buffer.concat([...bytes]));
    await expectRefused(client);
  });

  it('X16 C18: a token in the reason of a close does not leave', async () => {
    await start();
    const client = await open();
    client.write(closeFrame(1000, A.text));
    await expectRefusedClose(client);
  });

  it('X16 C18: a ping with a token between two fragments stops them, too', async () => {
    await start();
    const client = await open();
    client.write(frame({ opcode: TEXT, payload: 'begun', fin: false }));
    client.write(frame({ opcode: PING, payload: A.text }));
    client.write(frame({ opcode: CONTINUATION, payload: 'ended' }));
    await expectRefused(client);
  });

  it.each<readonly [string, readonly string[]]>([
    ['two messages', [begin, end]],
    ['values of JSON messages', [`{"a":"${begin}"}`, `{"a":"${end}"}`]],
    ['base64 over two messages', splitAt(Buffer.from(A.text).toString('base64'), 13)],
    ['messages with others between them', [begin, 'something else', end]],
  ])('X16 C15 C18: a known secret over %s: the last of them does not leave', async (_, pieces) => {
    await start();
    const client = await open();
    for (const payload of pieces) client.write(frame({ opcode: TEXT, payload }));
    await expectRefused(
      client,
      'token_detected',
      pieces.slice(0, -1).map((piece) => `text ${piece}`),
    );
  });

  it('X16 C18: pings between them hide no split, and pings hold none', async () => {
    await start();
    const client = await open();
    client.write(frame({ opcode: TEXT, payload: begin }));
    client.write(frame({ opcode: PING, payload: 'xyz' }));
    client.write(frame({ opcode: TEXT, payload: end }));
    await expectRefused(client, 'token_detected', [`text ${begin}`, 'ping xyz']);
  });

  it('S12: what comes after a refused message does not leave either', async () => {
    await start();
    const client = await open();
    client.write(
      Buffer.concat([
        frame({ opcode: TEXT, payload: 'before' }),
        frame({ opcode: TEXT, payload: A.text }),
        frame({ opcode: TEXT, payload: 'after' }),
      ]),
    );
    await expectRefused(client, 'token_detected', ['text before']);
  });
});

function splitAt(text: string, at: number): readonly string[] {
  return [text.slice(0, at), text.slice(at)];
}

async function expectRefusedClose(client: RawClient): Promise<void> {
  expect(await closeCode(client)).toBe(1000);
  client.destroy();
  await upstream.until(() => upstream.events.length > 0);
  expect(upstream.events).toEqual([{ kind: 'close', code: 1008, data: Buffer.alloc(0) }]);
  await world.until(() => world.log.some(({ event }) => event === 'websocket_closed'));
  expect(world.log.find(({ event }) => event === 'websocket_closed')).toMatchObject({
    code: 'token_detected',
  });
}
