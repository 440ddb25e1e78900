import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOST, startWorld, type World } from './fixtures/world.ts';

let world: World;
const asked: string[] = [];
const addresses = new Map<string, readonly string[]>();
beforeAll(async () => {
  world = await startWorld({
    config: {
      routes: [
        { host: HOST, schemes: ['https', 'http'], ports: [80, 443, 8443] },
        { host: '*.example.org', ports: [443, 8443], schemes: ['https', 'http'] },
        { host: '127.0.0.1', schemes: ['https', 'http'], ports: [443, 80] },
        { host: 'localhost', schemes: ['http'], ports: [80] },
      ],
    },
    gateway: {
      resolve: async (host) => {
        asked.push(host);
        const known = addresses.get(host);
        if (known === undefined) throw new Error(`ENOTFOUND ${host}`);
        return known;
      },
    },
  });
});
afterAll(() => world.stop());
afterEach(() => {
  asked.length = 0;
  addresses.clear();
});

describe('one destination, or none', () => {
  const connects: [string, string, number][] = [
    ['D10: no port', `CONNECT ${HOST} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, 400],
    ['D10: port with a leading zero', `CONNECT ${HOST}:0443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`, 400],
    ['D3: userinfo', `CONNECT user@${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`, 400],
    ['D1: another Host', `CONNECT ${HOST}:443 HTTP/1.1\r\nHost: evil.example.org:443\r\n\r\n`, 400],
    ['D2: two Hosts', `CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\nHost: ${HOST}:443\r\n\r\n`, 400],
    ['D4: a decimal address', 'CONNECT 2130706433:443 HTTP/1.1\r\nHost: 2130706433:443\r\n\r\n', 400],
    [
      'F15: a body announced',
      `CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\nContent-Length: 5\r\n\r\nhello`,
      400,
    ],
    [
      'F15: a chunked body',
      `CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
    ],
    ['D2: absolute form against Host', `GET http://${HOST}/ HTTP/1.1\r\nHost: evil.example.org\r\n\r\n`, 400],
    ['D3: a tab in the URL', `GET http://${HOST}\t.evil.com/ HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, 400],
    ['D3: a backslash in the URL', `GET http://${HOST}\\@evil.com/ HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, 400],
    ['origin form on the proxy port', `GET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, 400],
    ['https in absolute form', `GET https://${HOST}/ HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, 400],
  ];
  it.each(connects)('%s: refused on the proxy port, and the connection closed', async (_, bytes, status) => {
    const client = await world.raw();
    client.write(bytes);
    expect((await client.reply()).status).toBe(status);
    await client.closed();
    expect(asked).toEqual([]);
  });

  it('D1: HTTP/1.0 and no Host, as older clients CONNECT, is well-formed', async () => {
    const client = await world.raw();
    client.write(`CONNECT ${HOST}:443 HTTP/1.0\r\n\r\n`);
    expect((await client.reply(true)).status).toBe(200);
  });

  it.each([
    ['names the proxy itself, as Node clients send it', (port: number) => `gateway:${port}`, 200],
    ['names another host and no port', () => 'evil.example.org', 400],
  ])('D1: a CONNECT whose Host %s', async (_, hostOf, status) => {
    const client = await world.raw();
    client.write(`CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${hostOf(world.port)}\r\n\r\n`);
    expect((await client.reply(true)).status).toBe(status);
  });

  const hosts = [HOST, 'b.example.org', 'c.example.org'];
  const matrix = hosts.flatMap((a) => hosts.flatMap((b) => hosts.map((c) => [a, b, c] as const)));
  it.each(matrix)(
    'D1: CONNECT %s, SNI %s, Host %s: all equal or 421',
    async (authority, servername, host) => {
      addresses.set(host, ['203.0.113.1', '10.0.0.1']);
      const client = await world.tunnel({ authority: `${authority}:443`, servername });
      client.write(`GET /d1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      const { status } = await client.reply();
      const allEqual = authority === servername && servername === host;
      expect(status).toBe(allEqual ? (host === HOST ? 200 : 403) : 421);
      if (allEqual) return;
      await client.closed();
      expect(asked).toEqual([]);
    },
  );

  it('D1: a name without a server name in the handshake is refused', async () => {
    const client = await world.tunnel({ servername: null });
    client.write(`GET /d1 HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await client.reply()).status).toBe(421);
    await client.closed();
  });

  it('D1: a handshake that names no host at all fails', async () => {
    await expect(world.tunnel({ servername: 'not_a_host.example' })).rejects.toThrow();
  });

  it('D1: inside a tunnel the absolute form must name the tunnel, too', async () => {
    const client = await world.tunnel();
    client.write(`GET https://b.example.org/ HTTP/1.1\r\nHost: b.example.org\r\n\r\n`);
    expect((await client.reply()).status).toBe(421);
  });

  it('D7: case and a final dot change nothing, and Host is regenerated', async () => {
    const client = await world.tunnel();
    client.write('GET /d7 HTTP/1.1\r\nHost: API.Example.COM.:443\r\n\r\n');
    expect((await client.reply()).status).toBe(200);
    const headers = world.tls.requests.at(-1)?.rawHeaders ?? [];
    expect(headers[headers.findIndex((name) => /^host$/i.test(name)) + 1]).toBe(HOST);
  });

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['SMTP', 'EHLO client.example\r\n'],
    ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['an empty line before a request', `\r\nGET / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`],
    ['zeros', '\0\0\0\0'],
  ])('D14: %s in a tunnel is neither TLS nor a request, and closes it', async (_, bytes) => {
    const before = world.plain.requests.length;
    const client = await world.raw();
    client.write(`CONNECT ${HOST}:80 HTTP/1.1\r\nHost: ${HOST}:80\r\n\r\n${bytes}`);
    expect((await client.reply(true)).status).toBe(200);
    expect((await client.reply()).status).toBe(400);
    await client.closed();
    expect(world.plain.requests.length).toBe(before);
  });

  it('F15: TLS glued to the CONNECT is the beginning of the handshake', async () => {
    const client = await world.raw();
    const recorded = await clientHello();
    client.write(
      Buffer.concat([Buffer.from(`CONNECT ${HOST}:443 HTTP/1.1\r\nHost: ${HOST}:443\r\n\r\n`), recorded]),
    );
    expect((await client.reply(true)).status).toBe(200);
    // A handshake record with a ServerHello.
    const flight = Buffer.from(await client.take(6), 'latin1');
    expect([flight[0], flight[5]]).toEqual([0x16, 0x02]);
  });

  it('S1: the gateway speaks HTTP/1.1 only', async () => {
    const client = await world.tunnel({ alpn: ['h2', 'http/1.1'] });
    expect(Reflect.get(client.socket, 'alpnProtocol')).toBe('http/1.1');
    await expect(world.tunnel({ alpn: ['h2'] })).rejects.toThrow();
  });

  it('S1 D1: an IP literal is intercepted with a certificate for the address, without a server name', async () => {
    const client = await world.tunnel({ authority: '127.0.0.1:443', servername: null });
    client.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    expect(await client.reply()).toMatchObject({
      status: 403,
      headers: { 'x-decant-block': 'private_address' },
    });
  });
});

/** The first bytes that a TLS client sends. */
async function clientHello(): Promise<Buffer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    servername: HOST,
  });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  server.close();
  return hello;
}

describe('addresses', () => {
  const get = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

  it('D5 S1: nothing is resolved before the routes have spoken', async () => {
    const client = await world.raw();
    client.write(get('not-listed.example.net'));
    expect((await client.reply()).headers['x-decant-block']).toBe('route_not_allowed');
    expect(asked).toEqual([]);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['private', ['10.1.2.3']],
    ['link-local with the metadata service', ['169.254.169.254']],
    ['IPv4-mapped loopback', ['::ffff:127.0.0.1']],
    ['NAT64 of a private address', ['64:ff9b::a00:1']],
    ['a public and a private answer', ['93.184.215.14', '192.168.0.1']],
    ['what is no address', ['93.184.215.14', 'fe80::1%eth0']],
  ])('D5: a name that resolves to %s is refused', async (_, answers) => {
    addresses.set('a.example.org', answers);
    const client = await world.raw();
    client.write(get('a.example.org:8443'));
    expect((await client.reply()).headers['x-decant-block']).toBe('private_address');
    expect(asked).toEqual(['a.example.org']);
  });

  it('D12: the proxy never connects to itself, whatever is listed', async () => {
    world.gateway.reload(
      world.configFor({
        routes: [{ host: '*.example.org', schemes: ['http'], ports: [world.port] }],
        upstream: {
          allow_private: ['127.0.0.0/8'],
          resolve: { [`me.example.org:${world.port}`]: `127.0.0.1:${world.port}` },
        },
      }),
      [],
    );
    addresses.set('also.example.org', ['127.0.0.1']);
    const client = await world.raw();
    for (const host of ['me.example.org', 'also.example.org']) {
      client.write(get(`${host}:${world.port}`));
      expect((await client.reply()).headers['x-decant-block']).toBe('own_listener');
    }
    world.gateway.refuseListeners([{ address: '127.0.0.1', port: world.plain.port }]);
    world.gateway.reload(
      world.configFor({
        upstream: { resolve: { [`${HOST}:80`]: `127.0.0.1:${world.plain.port}` } },
        routes: [{ host: HOST, schemes: ['http'] }],
      }),
      [],
    );
    client.write(get(HOST));
    expect((await client.reply()).headers['x-decant-block']).toBe('own_listener');
    expect(world.plain.connections()).toBe(0);
  });

  it('S1: a name that does not resolve is a 502 without its text', async () => {
    world.gateway.reload(world.configFor({ routes: [{ host: '*.example.org', schemes: ['http'] }] }), []);
    const client = await world.raw();
    client.write(get('gone.example.org'));
    const reply = await client.reply();
    expect(reply.status).toBe(502);
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'upstream', code: 'dns' });
    expect(reply.body).not.toContain('gone');
  });
});
