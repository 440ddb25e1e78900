import { describe, expect, it } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { startGateway } from '../helpers/gateway.ts';
import { dialProxy, openTunnel, request, requestBytes } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { startUpstream } from '../helpers/upstream.ts';
import { API, expectOnlyACleanOne, expectRefused, OTHER, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('one destination', async () => {
  const world = await startWorld(stage);
  const { gateway, upstream } = world;

  for (const connect of [API, OTHER]) {
    for (const sni of [API, OTHER, null]) {
      for (const host of [API, OTHER]) {
        const same = sni === connect && host === connect;
        it(`I2 C8 D1: CONNECT ${connect}, SNI ${sni ?? 'none'}, Host ${host}: ${same ? 'passes' : 'refused, no connection upstream'}`, async () => {
          upstream.forget();
          const wire = await openTunnel(gateway, `${connect}:443`, { servername: sni }).catch(() => null);
          wire?.send(requestBytes(host));
          const reply = wire === null ? null : await wire.replyOrEnd().catch(() => null);
          if (same) {
            expect(reply?.status).toBe(200);
            wire?.leave();
            return;
          }
          // A handshake without the right name may be ended in TLS itself; an HTTP answer must be the misdirected one.
          if (reply !== null) {
            expect(reply.status).toBe(421);
            await wire?.closed;
          }
          if (sni === connect) expect(reply?.status).toBe(421);
          await expectOnlyACleanOne(world);
        });
      }
    }
  }

  const malformed: Readonly<Record<string, string>> = {
    'two Host fields': `GET / HTTP/1.1\r\nHost: ${API}\r\nHost: ${API}\r\n\r\n`,
    'no Host': 'GET / HTTP/1.1\r\n\r\n',
    'an empty Host': 'GET / HTTP/1.1\r\nHost:\r\n\r\n',
    'userinfo in Host': `GET / HTTP/1.1\r\nHost: a@${API}\r\n\r\n`,
    'absolute form against Host': `GET https://${API}/ HTTP/1.1\r\nHost: ${OTHER}\r\n\r\n`,
    'absolute form with userinfo': `GET https://a:b@${API}/ HTTP/1.1\r\nHost: ${API}\r\n\r\n`,
    'Content-Length and Transfer-Encoding': `POST / HTTP/1.1\r\nHost: ${API}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'two lengths': `POST / HTTP/1.1\r\nHost: ${API}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    'a transfer coding before chunked': `POST / HTTP/1.1\r\nHost: ${API}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    'chunked in HTTP/1.0': `POST / HTTP/1.0\r\nHost: ${API}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a folded header': `GET / HTTP/1.1\r\nHost: ${API}\r\nX-A: b\r\n c\r\n\r\n`,
    'a NUL in a header': `GET / HTTP/1.1\r\nHost: ${API}\r\nX-A: b\0c\r\n\r\n`,
    'an unknown expectation': `POST / HTTP/1.1\r\nHost: ${API}\r\nExpect: something\r\nContent-Length: 1\r\n\r\na`,
    'CONNECT in the tunnel': `CONNECT ${API}:443 HTTP/1.1\r\nHost: ${API}:443\r\n\r\n`,
    TRACE: `TRACE / HTTP/1.1\r\nHost: ${API}\r\n\r\n`,
  };
  for (const [what, bytes] of Object.entries(malformed)) {
    it(`I2 C8 C13: ${what} is refused where it appears`, async () => {
      upstream.forget();
      const wire = await openTunnel(gateway, `${API}:443`);
      wire.send(bytes);
      const reply = await wire.replyOrEnd();
      expect(reply === null ? 400 : reply.status).toBeGreaterThanOrEqual(400);
      expect(reply === null ? 400 : reply.status).toBeLessThan(502);
      wire.leave();
      await expectOnlyACleanOne(world);
    });
  }

  it('F12: an h2c upgrade and an unknown one are refused or stripped, and never tunnelled', async () => {
    for (const fields of [
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk',
      'Connection: upgrade\r\nUpgrade: TLS/1.0',
    ]) {
      upstream.forget();
      const wire = await openTunnel(gateway, `${API}:443`);
      wire.send(`GET /upgrade HTTP/1.1\r\nHost: ${API}\r\n${fields}\r\n\r\n`);
      const reply = await wire.replyOrEnd();
      expect([200, 400, 403, 501]).toContain(reply?.status ?? 400);
      wire.leave();
      expect(upstream.bytes().toString('latin1')).not.toMatch(/upgrade:|http2-settings/i);
    }
  });

  const authorities = [
    'api.example.com',
    'api.example.com:',
    'api.example.com:0443',
    'api.example.com:65536',
    'a@api.example.com:443',
    'api_x.example.com:443',
    'api..example.com:443',
    'https://api.example.com:443',
    '/',
  ];
  for (const authority of authorities) {
    it(`C9 D7 D10: CONNECT ${authority} is a 400`, async () => {
      upstream.forget();
      const wire = await dialProxy(gateway);
      wire.send(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
      expect((await wire.reply(false)).status).toBe(400);
      await wire.closed;
      await expectOnlyACleanOne(world);
    });
  }

  it('I2 D7: a trailing dot and upper case are the same host', async () => {
    upstream.forget();
    const wire = await openTunnel(gateway, 'API.Example.com.:443', { servername: API });
    wire.send(requestBytes('API.example.COM'));
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
    expect(upstream.requests[0]?.headers.host).toBe(API);
  });

  it('F15: what is not TLS after CONNECT reaches no upstream', async () => {
    upstream.forget();
    const wire = await dialProxy(gateway);
    wire.send(`CONNECT ${API}:443 HTTP/1.1\r\nHost: ${API}:443\r\n\r\n`);
    expect((await wire.reply(true)).status).toBe(200);
    wire.send('SSH-2.0-OpenSSH_9.0\r\n');
    await wire.closed;
    await expectOnlyACleanOne(world);
  });

  it('C13 F8: a pipelined second request that is dirty is judged on its own', async () => {
    upstream.forget();
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(
      Buffer.concat([requestBytes(API, { path: '/clean' }), requestBytes(API, { path: '/%0d%0aX-A:%20b' })]),
    );
    expect((await wire.reply()).status).toBe(200);
    expectRefused(await wire.reply(), 'crlf_injection');
    wire.leave();
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/clean']);
  });
});

describe('addresses', () => {
  it('D5 C10: a name that resolves to loopback is refused, and an IP literal only passes as itself', async () => {
    const { gateway } = await startWorld(stage, {
      config: {
        routes: [
          { host: 'localhost', ports: [443, 8443] },
          { host: '127.0.0.1' },
          { host: '169.254.169.254' },
        ],
      },
    });
    expectRefused(await request(gateway, 'localhost'), 'private_address');
    expectRefused(await request(gateway, '127.0.0.1'), 'private_address');
    expectRefused(await request(gateway, '169.254.169.254'), 'private_address');
    expectRefused(await request(gateway, '127.0.0.2'), 'route_not_allowed');
    expect(gateway.queue.openIds()).toEqual([]);
  });

  it('D5: allow_private opens a range that it names', async () => {
    const upstream = await startUpstream(stage);
    const gateway = await startGateway(stage, {
      config: {
        upstream: { allow_private: ['127.0.0.1/32'] },
        routes: [{ host: '127.0.0.1', schemes: ['http'], ports: [upstream.port] }],
      },
    });
    const wire = await dialProxy(gateway);
    wire.send(`GET http://${upstream.address}/x HTTP/1.1\r\nHost: ${upstream.address}\r\n\r\n`);
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
    expect(upstream.requests).toHaveLength(1);
  });

  it('C12 D12: the proxy never connects to its own listener, by any name or address', async () => {
    const port = await freePort();
    const named: Record<string, string> = {
      'loopback.example.com': '127.0.0.1',
      'another.example.com': '127.0.0.2',
      'mapped.example.com': '[::ffff:127.0.0.1]',
    };
    const literal = ['localhost', '127.0.0.1', '127.9.9.9', '0.0.0.0', '::ffff:127.0.0.1'];
    const resolve = Object.entries(named).map(([host, address]) => [`${host}:${port}`, `${address}:${port}`]);
    const gateway = await startGateway(stage, {
      config: {
        listen: `0.0.0.0:${port}`,
        upstream: { allow_private: ['127.0.0.0/8', '0.0.0.0/8'], resolve: Object.fromEntries(resolve) },
        routes: [...Object.keys(named), ...literal].map((host) => ({
          host,
          schemes: ['http'],
          ports: [port],
        })),
      },
    });
    for (const host of [...Object.keys(named), ...literal]) {
      const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
      const wire = await dialProxy(gateway);
      wire.send(`GET http://${authority}/ HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
      expectRefused(await wire.reply(), 'own_listener');
      wire.leave();
    }
  });
});
