import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../helpers/gateway.ts';
import { dialProxy, openTunnel, request, requestBytes } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { startUpstream } from '../helpers/upstream.ts';
import { API, expectOnlyACleanOne, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();
const INJECTED = 'Bearer injected-PQRSTVWXZBCDFGHJ-for-this-route';

describe('what the gateway forwards', async () => {
  const world = await startWorld(stage, {
    hosts: {
      [API]: {},
      'keyed.example.com': {
        auth: { header: 'authorization', value: 'Bearer $' + '{EGRESS_TOKEN_INJECTED}' },
      },
    },
    env: { EGRESS_TOKEN_INJECTED: INJECTED.slice('Bearer '.length) },
  });
  const { gateway, upstream } = world;

  it('S1: terminates TLS with a leaf of its own CA and forwards to an allowed route', async () => {
    upstream.forget();
    const wire = await openTunnel(gateway, `${API}:443`);
    const { socket } = wire;
    if (!(socket instanceof TLSSocket)) throw new Error('no TLS');
    const leaf = new X509Certificate(socket.getPeerCertificate(true).raw);
    expect(leaf.checkHost(API)).toBe(API);
    expect(leaf.verify(new X509Certificate(gateway.ca).publicKey)).toBe(true);
    wire.send(requestBytes(API, { path: '/v1/files?name=a%20b', body: '{"ok":true}' }));
    const reply = await wire.reply();
    wire.leave();
    expect(reply.status).toBe(200);
    expect(upstream.requests).toHaveLength(1);
    const [seen] = upstream.requests;
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/files?name=a%20b' });
    expect(seen?.headers.host).toBe(API);
    expect(seen?.body.toString()).toBe('{"ok":true}');
  });

  it('S1: keeps the CA key to itself', () => {
    const key = statSync(gateway.ready.ca_file.replace(/[^/]+$/, ''));
    expect(key.mode & 0o777).toBe(0o700);
  });

  it('S1: serves many requests on one tunnel, and plain HTTP through the proxy the same way', async () => {
    upstream.forget();
    const wire = await openTunnel(gateway, `${API}:443`);
    for (const path of ['/one', '/two']) {
      wire.send(requestBytes(API, { path }));
      expect((await wire.reply()).status).toBe(200);
    }
    wire.leave();
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/one', '/two']);

    const plain = await startUpstream(stage);
    const second = await startGateway(stage, {
      config: {
        upstream: { resolve: { 'plain.example.com:8080': plain.address } },
        routes: [{ host: 'plain.example.com', schemes: ['http'], ports: [8080] }],
      },
    });
    const bare = await dialProxy(second);
    bare.send('GET http://plain.example.com:8080/x?y=1 HTTP/1.1\r\nHost: plain.example.com:8080\r\n\r\n');
    expect((await bare.reply()).status).toBe(200);
    bare.leave();
    expect(plain.requests[0]).toMatchObject({ method: 'GET', url: '/x?y=1' });
    expect(plain.requests[0]?.headers.host).toBe('plain.example.com:8080');
  });

  it('S1 F14: drops hop-by-hop and proxy fields, and what Connection names', async () => {
    upstream.forget();
    const reply = await request(gateway, API, {
      headers: [
        'Connection: keep-alive, X-Strip-Me',
        'X-Strip-Me: 1',
        'Proxy-Authorization: Basic YTpi',
        'Proxy-Connection: keep-alive',
        'TE: trailers',
        'Keep-Alive: timeout=5',
        'Upgrade-Insecure-Requests: 1',
        'X-Kept: yes',
      ],
    });
    expect(reply.status).toBe(200);
    const names = upstream.requests[0]?.rawHeaders
      .filter((_name, index) => index % 2 === 0)
      .map((name) => name.toLowerCase());
    for (const gone of ['x-strip-me', 'proxy-authorization', 'proxy-connection', 'te', 'keep-alive'])
      expect(names).not.toContain(gone);
    expect(names).toContain('x-kept');
    expect(names).toContain('upgrade-insecure-requests');
  });

  it('S1 F13: answers Expect: 100-continue itself and never sends it on', async () => {
    upstream.forget();
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(`POST /expect HTTP/1.1\r\nHost: ${API}\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`);
    wire.send('hello');
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
    expect(upstream.requests[0]?.headers.expect).toBeUndefined();
    expect(upstream.requests[0]?.body.toString()).toBe('hello');
  });

  it('S1 F6 F7: sends a chunked body on whole, without chunk extensions and trailers', async () => {
    upstream.forget();
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(
      `POST /chunks HTTP/1.1\r\nHost: ${API}\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n`,
    );
    wire.send('3;ext=abc\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n');
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
    expect(upstream.requests[0]?.body.toString()).toBe('abcde');
    expect(upstream.requests[0]?.trailers).toEqual([]);
    expect(upstream.bytes().toString('latin1')).not.toMatch(/ext=abc|x-sum/i);
  });

  it('S1 D11: hands a redirect to the client and follows none', async () => {
    upstream.forget();
    upstream.answerWith((_seen, response) => {
      response
        .writeHead(302, { location: `https://${API}/elsewhere`, 'alt-svc': 'h3=":443"', 'content-length': 0 })
        .end();
    });
    const reply = await request(gateway, API, { path: '/start' });
    upstream.answerWith(null);
    expect(reply.status).toBe(302);
    expect(reply.headers.location).toBe(`https://${API}/elsewhere`);
    expect(reply.headers['alt-svc']).toBeUndefined();
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/start']);
  });

  it('S1: streams a response as it comes', async () => {
    let finish: () => void = () => {};
    upstream.answerWith((_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
      finish = () => response.end('data: last\n\n');
    });
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(requestBytes(API));
    const first = new Promise<void>((resolve) => {
      wire.socket.on('data', () => {
        if (wire.unread.includes('data: first')) resolve();
      });
    });
    await first;
    upstream.answerWith(null);
    finish();
    expect((await wire.reply()).body.toString()).toBe('data: first\n\ndata: last\n\n');
    wire.leave();
  });

  it('S1: answers a HEAD without a body and goes on with the connection', async () => {
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(requestBytes(API, { method: 'HEAD' }));
    expect((await wire.reply(true)).status).toBe(200);
    wire.send(requestBytes(API));
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
  });

  it('S1: passes a compressed clean body through untouched', async () => {
    upstream.forget();
    const body = gzipSync('a clean body, compressed');
    const reply = await request(gateway, API, { headers: ['Content-Encoding: gzip'], body });
    expect(reply.status).toBe(200);
    expect(upstream.requests[0]?.body.equals(body)).toBe(true);
    expect(upstream.requests[0]?.headers['content-encoding']).toBe('gzip');
  });

  it('S1: injects the credential of a route, which is no finding', async () => {
    upstream.forget();
    const reply = await request(gateway, 'keyed.example.com', { path: '/injected' });
    expect(reply.status).toBe(200);
    expect(upstream.requests[0]?.headers.authorization).toBe(INJECTED);
    expect(gateway.queue.openIds()).toEqual([]);
  });

  it('S3: the injected value is a finding where the bottle puts it there itself', async () => {
    upstream.forget();
    const pending = request(gateway, 'keyed.example.com', { headers: [`Authorization: ${INJECTED}`] });
    const proposal = await gateway.queue.next();
    expect(proposal.details.secret_name).toBe('EGRESS_TOKEN_INJECTED');
    gateway.queue.reject(proposal.id);
    expectRefused(await pending, 'token_detected', 'rejected');
    await expectOnlyACleanOne(world);
  });
});
