import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawClient } from './fixtures/raw-http.ts';
import { knownSecret } from './fixtures/secrets.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const secret = knownSecret('EGRESS_TOKEN_PLAIN');
let world: World;
beforeAll(async () => {
  world = await startWorld({
    secrets: [secret],
    config: {
      routes: [
        { host: HOST, schemes: ['https', 'http'], ports: [80, 443] },
        { host: 'tls-only.example.net' },
        { host: '127.0.0.1', schemes: ['http'], ports: [80] },
      ],
    },
  });
});
afterAll(() => world.stop());

describe('plain HTTP in a tunnel', () => {
  async function plainTunnel(authority: string, glued = ''): Promise<RawClient> {
    const client = await world.raw();
    client.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n${glued}`);
    expect((await client.reply(true)).status).toBe(200);
    return client;
  }

  it('D14: goes to where the tunnel leads, one request after the other, as plain HTTP', async () => {
    const client = await plainTunnel(`${HOST}:80`);
    for (const path of ['/one', '/two']) {
      client.write(`POST ${path} HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 2\r\n\r\nab`);
      expect((await client.reply()).status).toBe(200);
      expect(world.plain.requests.at(-1)?.url).toBe(path);
    }
  });

  it('D14 F15: also where it is glued to the CONNECT, or comes in pieces', async () => {
    const whole = await plainTunnel(`${HOST}:80`, `GET /glued HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await whole.reply()).status).toBe(200);
    const pieces = await plainTunnel(`${HOST}:80`, 'G');
    pieces.write(`ET /pieces HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await pieces.reply()).status).toBe(200);
    expect(world.plain.requests.at(-1)?.url).toBe('/pieces');
  });

  it('D14 F8: pipelined requests are answered in their order', async () => {
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;
    const client = await plainTunnel(`${HOST}:80`, get('/p1') + get('/p2') + get('/p3'));
    for (let i = 0; i < 3; i += 1) expect((await client.reply()).status).toBe(200);
    expect(world.plain.requests.slice(-3).map(({ url }) => url)).toEqual(['/p1', '/p2', '/p3']);
  });

  it('D14 D1: Host and the absolute form must name the tunnel', async () => {
    const before = world.plain.requests.length + world.tls.requests.length;
    for (const request of [
      'GET / HTTP/1.1\r\nHost: b.example.org\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: ${HOST}:8080\r\n\r\n`,
      'GET http://b.example.org/ HTTP/1.1\r\nHost: b.example.org\r\n\r\n',
    ]) {
      const client = await plainTunnel(`${HOST}:80`, request);
      expect((await client.reply()).status).toBe(421);
      await client.closed();
    }
    // The tunnel's port is 443 and the request's is 80.
    const client = await plainTunnel(`${HOST}:443`, `GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await client.reply()).status).toBe(421);
    expect(world.plain.requests.length + world.tls.requests.length).toBe(before);
  });

  it('D14: does not pass for TLS where only https is listed', async () => {
    const request = 'GET / HTTP/1.1\r\nHost: tls-only.example.net:443\r\n\r\n';
    const client = await plainTunnel('tls-only.example.net:443', request);
    expect(await client.reply()).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'route_not_allowed' },
    });
  });

  it('D14: a token in it is held as anywhere', async () => {
    const request = `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX-Key: ${secret.text}\r\n\r\n`;
    const client = await plainTunnel(`${HOST}:80`, request);
    const [open] = await world.proposals(1);
    expect(open?.proposal.details).toMatchObject({ scheme: 'http', host: HOST, port: 80 });
    await world.answer(open?.proposal.id ?? '', 'rejected');
    expect(await client.reply()).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'token_detected' },
    });
  });

  it('D14 D12: leads to no forbidden address', async () => {
    const client = await plainTunnel('127.0.0.1:80', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    expect(await client.reply()).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'private_address' },
    });
  });

  it('D14 F18: a CONNECT in it is refused', async () => {
    const client = await plainTunnel(`${HOST}:80`, `CONNECT ${HOST}:80 HTTP/1.1\r\nHost: ${HOST}:80\r\n\r\n`);
    expect((await client.reply()).status).toBe(405);
    await client.closed();
  });
});
