import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { knownSecret } from './fixtures/secrets.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const SECRET = knownSecret('EGRESS_TOKEN_A');
let world: World;
beforeAll(async () => {
  world = await startWorld({
    secrets: [SECRET],
    config: { limits: { header_bytes: 8192, buffer_bytes: 65536 } },
  });
});
afterAll(() => world.stop());

let upstreamRequests = 0;
let upstreamConnections = 0;
afterEach(() => {
  upstreamRequests = world.tls.requests.length;
  upstreamConnections = world.tls.connections();
});

const HEAD = `POST /x HTTP/1.1\r\nHost: ${HOST}\r\n`;

describe('requests that two servers might cut at different places', () => {
  it.each([
    [
      'F1: Content-Length and Transfer-Encoding',
      `${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'F1: Transfer-Encoding and Content-Length',
      `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
    ],
    ['F2: two lengths, equal', `${HEAD}Content-Length: 2\r\nContent-Length: 2\r\n\r\nab`],
    ['F2: two lengths, different', `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`],
    ['F2: a list of lengths', `${HEAD}Content-Length: 2, 2\r\n\r\nab`],
    ['F2: a length with a sign', `${HEAD}Content-Length: +2\r\n\r\nab`],
    ['F2: a length in hex', `${HEAD}Content-Length: 0x2\r\n\r\nab`],
    ['F2: a length with an underscore', `${HEAD}Content-Length: 2_0\r\n\r\nab`],
    ['F3: chunked, identity', `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['F3: a control before chunked', `${HEAD}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`],
    ['F3: a blank before the colon', `${HEAD}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
    [
      'F3: two Transfer-Encoding fields',
      `${HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['F3: xchunked', `${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['F4: gzip, chunked', `${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    [
      'F4: Transfer-Encoding in HTTP/1.0',
      `POST /x HTTP/1.0\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['F5: a folded line', `${HEAD}X-A: one\r\n two\r\nContent-Length: 0\r\n\r\n`],
    ['F5: a bare LF', `${HEAD}X-A: one\nX-B: two\r\nContent-Length: 0\r\n\r\n`],
    ['F5: a bare CR', `${HEAD}X-A: one\rX-B: two\r\nContent-Length: 0\r\n\r\n`],
    ['F5: a NUL', `${HEAD}X-A: o\0ne\r\nContent-Length: 0\r\n\r\n`],
    ['F5: an escape character', `${HEAD}X-A: o\x1bne\r\nContent-Length: 0\r\n\r\n`],
    ['F6: a chunk size with a prefix', `${HEAD}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n`],
    ['F6: chunk lines that end in LF', `${HEAD}Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n`],
    ['F6: a chunk of huge size', `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na`],
    ['F12: the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['F13: another expectation', `${HEAD}Expect: 200-maybe\r\nContent-Length: 0\r\n\r\n`],
    ['F16: too large a header', `${HEAD}X-A: ${'a'.repeat(9000)}\r\n\r\n`],
    ['F16: too many fields', `${HEAD}${'X-A: 1\r\n'.repeat(250)}\r\n`],
    ['F18: TRACE', `TRACE /x HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`],
    ['F18: OPTIONS *', `OPTIONS * HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`],
    ['F18: CONNECT inside a tunnel', `CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`],
    ['D2: two Hosts', `GET /x HTTP/1.1\r\nHost: ${HOST}\r\nHost: ${HOST}\r\n\r\n`],
    ['D2: no Host', 'GET /x HTTP/1.1\r\n\r\n'],
    ['D2: an empty Host', 'GET /x HTTP/1.1\r\nHost:\r\n\r\n'],
    ['D3: userinfo in Host', `GET /x HTTP/1.1\r\nHost: user@${HOST}\r\n\r\n`],
  ])('%s: refused, the connection closed, nothing upstream', async (_, bytes) => {
    const client = await world.tunnel();
    client.write(bytes);
    const reply = await client.reply();
    expect([400, 405, 417, 421, 431, 501]).toContain(reply.status);
    expect(reply.headers.connection).toBe('close');
    await client.closed();
    expect(world.tls.connections()).toBe(upstreamConnections);
    expect(world.tls.requests).toHaveLength(upstreamRequests);
  });

  it('F6 F7: chunk extensions and trailers never travel on', async () => {
    const client = await world.tunnel();
    client.write(
      `${HEAD}Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n3;ext=1\r\nabc\r\n0\r\nX-T: one\r\nHost: evil\r\n\r\n`,
    );
    expect((await client.reply()).status).toBe(200);
    const seen = world.tls.requests.at(-1);
    expect(seen).toMatchObject({ body: Buffer.from('abc'), trailers: [] });
    const names = seen?.rawHeaders.filter((_, index) => index % 2 === 0);
    expect(names?.map((name) => name.toLowerCase()).sort()).toEqual(['connection', 'content-length', 'host']);
    expect(JSON.stringify(seen?.rawHeaders)).not.toMatch(/ext|x-t|evil|chunked|trailer/i);
  });

  it('F7: a secret in a trailer is found', async () => {
    const client = await world.tunnel();
    client.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: ${SECRET.text}\r\n\r\n`);
    const [open] = await world.proposals(1);
    expect(open?.proposal.details).toMatchObject({ surface: 'trailer' });
    await world.answer(open?.proposal.id ?? '', 'rejected');
    expect((await client.reply()).status).toBe(403);
  });

  it('F12: an upgrade to HTTP/2 in the clear is an ordinary request', async () => {
    const client = await world.tunnel();
    client.write(
      `GET /up HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
    );
    expect((await client.reply()).status).toBe(200);
    expect(JSON.stringify(world.tls.requests.at(-1)?.rawHeaders)).not.toMatch(/upgrade|h2c|settings/i);
  });

  it('F12: a WebSocket handshake is refused by its own code', async () => {
    const client = await world.tunnel();
    client.write(
      `GET /ws HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    const reply = await client.reply();
    expect(reply).toMatchObject({ status: 403, headers: { 'x-decant-block': 'websocket_not_allowed' } });
  });

  it('F13: 100 Continue is answered by the gateway and never asked of the upstream', async () => {
    const client = await world.tunnel();
    client.write(`${HEAD}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
    expect((await client.reply()).status).toBe(100);
    client.write('ab');
    expect((await client.reply()).status).toBe(200);
    expect(JSON.stringify(world.tls.requests.at(-1)?.rawHeaders)).not.toMatch(/expect/i);
  });

  it('F13: a refusal by route comes instead of 100 Continue', async () => {
    const client = await world.tunnel({ authority: 'other.example.com:443' });
    client.write(
      'POST /x HTTP/1.1\r\nHost: other.example.com\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n',
    );
    expect(await client.reply()).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'route_not_allowed' },
    });
  });

  it('F14: fields of this connection, and those that Connection names, stay here', async () => {
    const client = await world.tunnel();
    client.write(
      `GET /h HTTP/1.1\r\nHost: ${HOST}\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nProxy-Authorization: Basic eDp5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nVia: 1.1 me\r\nForwarded: for=me\r\nX-End: 2\r\n\r\n`,
    );
    expect((await client.reply()).status).toBe(200);
    const names = world.tls.requests.at(-1)?.rawHeaders.filter((_, index) => index % 2 === 0);
    expect(names?.map((name) => name.toLowerCase()).sort()).toEqual(['connection', 'host', 'x-end']);
  });

  it('F8: a dirty second request in one segment is refused after the first is answered', async () => {
    const client = await world.tunnel();
    client.write(
      `GET /first HTTP/1.1\r\nHost: ${HOST}\r\n\r\n${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    );
    expect((await client.reply()).status).toBe(200);
    expect((await client.reply()).status).toBe(400);
    await client.closed();
    expect(world.tls.requests.at(-1)?.url).toBe('/first');
  });

  it('I8: a body over the limit is refused while it is still being sent, and the client reads why', async () => {
    const client = await world.tunnel();
    client.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`;
    for (let i = 0; i < 5; i += 1) client.write(chunk);
    const reply = await client.reply();
    expect(reply).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'body_too_large', connection: 'close' },
    });
    client.write('0\r\n\r\n');
    await client.closed();
    expect(world.tls.requests).toHaveLength(upstreamRequests);
  });

  it('I8: a body that announces too much is refused before it is sent', async () => {
    const client = await world.tunnel();
    client.write(`${HEAD}Content-Length: 70000\r\nExpect: 100-continue\r\n\r\n`);
    expect(await client.reply()).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'body_too_large' },
    });
  });

  it('I8: a flood of pipelined requests behind a held one ends the connection', async () => {
    const client = await world.tunnel();
    client.write(`${HEAD}Content-Length: ${SECRET.text.length}\r\n\r\n${SECRET.text}`);
    const flood = Array.from({ length: 40 }, () => `GET /flood HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    client.write(flood.join(''));
    await client.closed();
    expect(world.tls.requests.filter(({ url }) => url === '/flood')).toEqual([]);
  });
});

describe('clients that take their time', () => {
  it('F17: what comes to a halt ends, with a 408 where that can be read, and nothing goes upstream', async () => {
    const slow = await startWorld({
      gateway: { timeouts: { headers: 1_500, request: 2_000, keepAlive: 75_000 } },
    });
    try {
      const [inHead, inBody, inTunnel] = await Promise.all([slow.tunnel(), slow.tunnel(), slow.raw()]);
      inHead.write(`POST /slow HTTP/1.1\r\nHost: ${HOST}\r\n`);
      inBody.write(`${HEAD}Content-Length: 10\r\n\r\nabc`);
      inTunnel.write(`CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`);
      const replies = await Promise.all([inHead.reply(), inBody.reply(), inTunnel.reply(true)]);
      expect(replies.map(({ status }) => status)).toEqual([408, 408, 200]);
      const rests = await Promise.all([inHead.closed(), inBody.closed(), inTunnel.closed()]);
      expect(rests).toEqual(['', '', '']);
      expect(slow.tls.connections()).toBe(0);
    } finally {
      await slow.stop();
    }
  });
});
