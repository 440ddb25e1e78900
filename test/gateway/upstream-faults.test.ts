import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { testAuthority } from './fixtures/certificates.ts';
import { type RawUpstream, startRawUpstream } from './fixtures/raw-upstream.ts';
import { startUpstream, type Upstream } from './fixtures/upstream.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

let world: World;
let raw: RawUpstream | null = null;
let tls: Upstream | null = null;
afterEach(async () => {
  await world.stop();
  await raw?.stop();
  await tls?.stop();
  raw = null;
  tls = null;
});

const GET = `GET http://${HOST}/ HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;

async function behind(onRequest: (socket: Socket) => void) {
  raw = await startRawUpstream(onRequest);
  world = await startWorld({
    config: { upstream: { resolve: { [`${HOST}:80`]: `127.0.0.1:${raw.port}` } } },
  });
  return world.raw();
}

describe('answers of an upstream that are none', () => {
  it.each([
    [
      'length and coding together',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc'],
    ['a control in a header', 'HTTP/1.1 200 OK\r\nX-A: a\x1bb\r\nContent-Length: 0\r\n\r\n'],
    ['a bare CR in a header', 'HTTP/1.1 200 OK\r\nX-A: a\rX-B: b\r\nContent-Length: 0\r\n\r\n'],
    [
      'an unsolicited 101',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    ['a flood of 1xx', 'HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n'.repeat(50)],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n'],
  ])('F10: %s: 502 protocol, without remote text', async (_, answer) => {
    const client = await behind((socket) => socket.write(Buffer.from(answer, 'latin1')));
    client.write(GET);
    const reply = await client.reply();
    expect(reply.status).toBe(502);
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'upstream', code: 'protocol' });
  });

  it('F10: the connection of a bad answer is not used again', async () => {
    const client = await behind((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naEXTRA'),
    );
    client.write(GET);
    expect(await client.reply()).toMatchObject({ status: 200, body: 'a' });
    client.write(GET);
    await client.reply();
    expect(raw?.sockets).toHaveLength(2);
  });

  it('F10: 103 is not passed on, and the reason phrase is the standard one', async () => {
    const client = await behind((socket) =>
      socket.write(
        'HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 All your base\r\nContent-Length: 0\r\n\r\n',
      ),
    );
    client.write(GET);
    const text = await new Promise<string>((resolve) =>
      client.socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1'))),
    );
    expect(text.split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
  });

  it('S1: an answer that breaks off breaks off for the client, too', async () => {
    const client = await behind((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\nabc');
    });
    client.write(GET);
    expect((await client.reply(true)).status).toBe(200);
    for (const socket of raw?.sockets ?? []) socket.destroy();
    expect((await client.closed()).length).toBeLessThan(100);
  });

  it('S1: an answer that breaks off while its beginning is held back is a 502', async () => {
    const client = await behind((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc');
      setImmediate(() => socket.destroy());
    });
    client.write(GET);
    expect(await client.reply()).toMatchObject({ status: 502 });
  });

  it('S1: an upstream that is not there is a 502 connect', async () => {
    const client = await behind(() => {});
    await raw?.stop();
    client.write(GET);
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ code: 'connect' });
  });
});

describe('D16 C25: certificates of an upstream', () => {
  const past = new Date(Date.now() - 3_600_000);

  it.each([
    ['of an unknown authority', 'other', HOST, {}],
    ['for another host', 'trusted', 'other.example.com', {}],
    ['that has expired', 'trusted', HOST, { notAfter: past }],
    ['for an address only', 'trusted', '127.0.0.1', {}],
  ] as const)(
    'D16: a certificate %s: 502 tls, and not a byte of the request',
    async (_, by, host, options) => {
      const trusted = await testAuthority('Trusted by the test');
      const authority = by === 'trusted' ? trusted : await testAuthority('Trusted by nobody');
      tls = await startUpstream(await authority.leaf(host, options));
      world = await startWorld();
      const caFile = `${world.dir}/trusted.pem`;
      writeFileSync(caFile, trusted.pem);
      const upstream = { ca_files: [caFile], resolve: { [`${HOST}:443`]: `127.0.0.1:${tls.port}` } };
      world.gateway.reload(world.configFor({ upstream }), []);
      const client = await world.tunnel();
      client.write(`POST /x HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 2\r\n\r\nab`);
      const reply = await client.reply();
      expect(reply.status).toBe(502);
      expect(JSON.parse(reply.body)).toMatchObject({ error: 'upstream', code: 'tls' });
      expect(tls.requests).toEqual([]);
      expect(tls.bytes()).toBe(0);
    },
  );
});
