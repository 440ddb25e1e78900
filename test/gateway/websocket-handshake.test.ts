import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RawUpstream, startRawUpstream } from './fixtures/raw-upstream.ts';
import { knownSecret } from './fixtures/secrets.ts';
import { acceptOf, closeCode, frame, handshake, readFrame, TEXT } from './fixtures/websocket.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const A = knownSecret('EGRESS_TOKEN_A');
const URL = `http://${HOST}/ws`;
const OPEN = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';

let world: World;
let raw: RawUpstream;
afterEach(async () => {
  await raw.stop();
  await world.stop();
});

/** An upstream that answers a handshake with these bytes, `ACCEPT` in them replaced by what is right. */
async function behind(answer: string, route: Readonly<Record<string, unknown>> = {}) {
  raw = await startRawUpstream((socket: Socket) => {
    const head = raw.received().at(-1) ?? '';
    const text = answer.replace('ACCEPT', acceptOf(head));
    socket.write(Buffer.from(text, 'latin1'));
  });
  world = await startWorld({
    secrets: [A],
    config: {
      upstream: { resolve: { [`${HOST}:80`]: `127.0.0.1:${raw.port}` } },
      routes: [{ host: HOST, schemes: ['http'], websocket: true, ...route }],
    },
  });
  return world.raw();
}

const RIGHT = `${OPEN}Sec-WebSocket-Accept: ACCEPT\r\n\r\n`;

describe('X17: handshakes of a client that are none', () => {
  const good = handshake(HOST, URL);
  it.each<readonly [string, string, number]>([
    ['with a body', handshake(HOST, URL, ['Content-Length: 5']), 400],
    ['with a body that is there', `${handshake(HOST, URL, ['Content-Length: 5'])}hello`, 400],
    ['with a chunked body', handshake(HOST, URL, ['Transfer-Encoding: chunked']), 400],
    [
      'with frames before its answer',
      `${good}${frame({ opcode: TEXT, payload: 'x' }).toString('latin1')}`,
      400,
    ],
    ['with a short key', good.replace('dGhlIHNhbXBsZSBub25jZQ==', 'c2hvcnQ='), 400],
    ['with two keys', handshake(HOST, URL, ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']), 400],
    ['without a key', good.replace(/Sec-WebSocket-Key: [^\r]*\r\n/, ''), 400],
    ['of version 8', good.replace('Version: 13', 'Version: 8'), 400],
    ['of another method', good.replace('GET', 'PUT'), 400],
    ['of HTTP/1.0', good.replace('HTTP/1.1', 'HTTP/1.0'), 400],
    ['without Connection: Upgrade', good.replace('Connection: Upgrade', 'Connection: keep-alive'), 400],
    ['to two protocols at once', good.replace('Upgrade: websocket', 'Upgrade: websocket, h2c'), 400],
    ['with a subprotocol that is none', handshake(HOST, URL, ['Sec-WebSocket-Protocol: a b']), 400],
    ['with a subprotocol twice', handshake(HOST, URL, ['Sec-WebSocket-Protocol: a, a']), 400],
    ['with a CRLF in its path', handshake(HOST, `${URL}?a=%0d%0aX-A:%20b`), 403],
    ['to a path that is not listed', handshake(HOST, `http://${HOST}/other`), 403],
  ])('X17 F12: one %s is refused, and the upstream sees nothing', async (_, bytes, status) => {
    const client = await behind(RIGHT, { paths: ['/ws'] });
    client.write(bytes);
    expect((await client.reply()).status).toBe(status);
    await client.closed();
    expect(raw.sockets).toHaveLength(0);
  });

  it('S12 X13: a token in the subprotocol holds the handshake; rejected, nothing of it left', async () => {
    const client = await behind(RIGHT);
    client.write(handshake(HOST, URL, [`Sec-WebSocket-Protocol: auth.${A.text}`]));
    const [open] = await world.proposals(1);
    expect(open?.proposal.details).toMatchObject({ surface: 'header', location: 'Sec-WebSocket-Protocol' });
    expect(raw.sockets).toHaveLength(0);
    await world.answer(open?.proposal.id ?? '', 'rejected');
    expect(await client.reply()).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'token_detected', connection: 'close' },
    });
    expect(raw.sockets).toHaveLength(0);
  });

  it('S12 S9: approved, it opens, and the value passes in messages too where it stands alike', async () => {
    const client = await behind(RIGHT);
    client.write(handshake(HOST, URL, [`X-Token: ${A.text}`]));
    const [open] = await world.proposals(1);
    await world.answer(open?.proposal.id ?? '', 'approved');
    expect((await client.reply()).status).toBe(101);
    const before = raw.received()[0]?.length ?? 0;
    client.write(frame({ opcode: TEXT, payload: A.text }));
    // Masked with a key of the gateway's own: only its length can be seen here.
    await receivedMore(before + 2 + 4 + A.text.length);
  });

  it('S12 Q12: a client that leaves while its handshake is held is not dialled for', async () => {
    const client = await behind(RIGHT);
    client.write(handshake(HOST, URL, [`X-Token: ${A.text}`]));
    const [open] = await world.proposals(1);
    client.socket.end();
    await world.until(async () => (await world.queue.list())[0]?.state?.waiters.length === 0);
    await world.answer(open?.proposal.id ?? '', 'approved');
    await world.until(async () => (await world.queue.history({ limit: 1 })).length === 1);
    expect(raw.sockets).toHaveLength(0);
  });

  it('F12: an upgrade to another protocol stays an ordinary request, its body too', async () => {
    const client = await behind('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    client.write(
      `GET ${URL} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
    );
    expect(await client.reply()).toMatchObject({ status: 200, body: 'ok' });
    expect(raw.received().join('')).not.toMatch(/h2c|settings/i);
  });
});

async function receivedMore(length: number): Promise<void> {
  const [socket] = raw.sockets;
  while ((raw.received()[0]?.length ?? 0) < length)
    await new Promise((resolve) => socket?.once('data', resolve));
  expect(raw.received()[0]).toHaveLength(length);
}

describe('X17: answers of an upstream to a handshake', () => {
  it.each([
    ['with a wrong accept', `${OPEN}Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n`],
    ['without an accept', `${OPEN}\r\n`],
    ['without an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n'],
    [
      'to another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n',
    ],
    [
      'with an extension',
      `${OPEN}Sec-WebSocket-Accept: ACCEPT\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n`,
    ],
    [
      'with a subprotocol that was not offered',
      `${OPEN}Sec-WebSocket-Accept: ACCEPT\r\nSec-WebSocket-Protocol: other\r\n\r\n`,
    ],
    ['that is a flood of 1xx', 'HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n'.repeat(50)],
    ['that is no HTTP', 'SSH-2.0-OpenSSH\r\n'],
  ])('X17 F10: one %s: 502 protocol, and the client is not upgraded', async (_, answer) => {
    const client = await behind(answer);
    client.write(handshake(HOST, URL, ['Sec-WebSocket-Protocol: mine']));
    const reply = await client.reply();
    expect(reply.status).toBe(502);
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'upstream', code: 'protocol' });
  });

  it('X17: an upstream that closes instead is a 502, one that is not there a 502 connect', async () => {
    const client = await behind('');
    client.write(handshake(HOST, URL));
    while (raw.sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
    raw.sockets[0]?.destroy();
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ code: 'protocol' });
    await raw.stop();
    const second = await world.raw();
    second.write(handshake(HOST, URL));
    expect(JSON.parse((await second.reply()).body)).toMatchObject({ code: 'connect' });
  });

  it('X17: an ordinary answer is handed on by its status and fields, without its body', async () => {
    const client = await behind(
      'HTTP/1.1 401 Nope\r\nWWW-Authenticate: Bearer\r\nContent-Length: 5\r\n\r\nhello',
    );
    client.write(handshake(HOST, URL));
    const reply = await client.reply();
    expect(reply).toMatchObject({ status: 401, body: '' });
    expect(reply.headers['www-authenticate']).toBe('Bearer');
    await client.closed();
  });

  it('X17: a server that is silent about subprotocols is not at fault; its fields come through', async () => {
    const client = await behind(`${OPEN}Sec-WebSocket-Accept: ACCEPT\r\nSet-Cookie: a=b\r\n\r\n`);
    client.write(handshake(HOST, URL, ['Sec-WebSocket-Protocol: mine']));
    const { status, headers } = await client.reply();
    expect(status).toBe(101);
    expect(headers['set-cookie']).toBe('a=b');
    expect(headers).not.toHaveProperty('sec-websocket-protocol');
  });

  it('X17: a frame glued to the 101 arrives after the client’s own 101', async () => {
    const glued = frame({ opcode: TEXT, payload: 'first words', masked: false }).toString('latin1');
    const client = await behind(RIGHT + glued);
    client.write(handshake(HOST, URL));
    expect((await client.reply()).status).toBe(101);
    expect((await readFrame(client)).payload.toString()).toBe('first words');
  });

  it.each([
    ['raw bytes', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['a masked frame', frame({ opcode: TEXT, payload: 'x' }).toString('latin1')],
    ['a compressed frame', frame({ opcode: TEXT, payload: 'x', masked: false, rsv: 4 }).toString('latin1')],
  ])('X17: %s behind the 101 close both sides with 1002, and none of it is handed on', async (_, bytes) => {
    const client = await behind(RIGHT + bytes);
    client.write(handshake(HOST, URL));
    expect((await client.reply()).status).toBe(101);
    expect(await closeCode(client)).toBe(1002);
  });

  it('X17: an upstream that breaks off is a 1014 for the client', async () => {
    const client = await behind(RIGHT);
    client.write(handshake(HOST, URL));
    expect((await client.reply()).status).toBe(101);
    raw.sockets[0]?.destroy();
    expect(await closeCode(client)).toBe(1014);
  });
});
