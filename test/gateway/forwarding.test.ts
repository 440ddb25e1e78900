import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const run = promisify(execFile);

let world: World;
beforeAll(async () => {
  world = await startWorld({
    config: {
      routes: [
        { host: HOST, schemes: ['https', 'http'], paths: ['/plain/**', '/v1/**'] },
        {
          host: HOST,
          paths: ['/auth/**'],
          auth: { header: 'Authorization', value: 'Bearer injected-by-gateway' },
        },
      ],
    },
  });
});
afterAll(() => world.stop());
const ok = world_answer();
afterEach(() => {
  world.tls.answer = ok;
  world.plain.answer = ok;
});

function world_answer(): World['tls']['answer'] {
  return (_seen, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end('ok');
  };
}

describe('forwarding', () => {
  it('S1: curl passes through CONNECT and TLS to the upstream', async () => {
    const before = world.tls.requests.length;
    const { stdout } = await run('curl', [
      ...['-sS', '--proxy', world.addresses.proxy, '--cacert', world.addresses.caFile],
      ...['-d', 'hello', `https://${HOST}/v1/things?a=b`],
    ]);
    expect(stdout).toBe('ok');
    const seen = world.tls.requests[before];
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/things?a=b', body: Buffer.from('hello') });
  });

  it('S1: a plain request in absolute form takes the same way', async () => {
    const client = await world.raw();
    client.write(`GET http://${HOST}/plain/x HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect(await client.reply()).toMatchObject({ status: 200, body: 'ok' });
    expect(world.plain.requests.at(-1)).toMatchObject({ method: 'GET', url: '/plain/x' });
  });

  it('I1: the bytes that leave are the bytes that came, whatever they are', async () => {
    const body = Buffer.from(Array.from({ length: 20_000 }, (_, i) => i % 251));
    const client = await world.tunnel();
    client.write(
      `PUT /v1/b?q=%41&r=[x] HTTP/1.1\r\nHost: ${HOST}\r\nX-Latin: caf\xe9\r\nx-b: 1\r\nX-B: 2\r\n`,
    );
    client.write(`Content-Length: ${body.length}\r\n\r\n`);
    client.write(body);
    expect((await client.reply()).status).toBe(200);
    const seen = world.tls.requests.at(-1);
    expect(seen).toMatchObject({ method: 'PUT', url: '/v1/b?q=%41&r=[x]', body });
    expect(seen?.rawHeaders.join('|')).toContain('X-Latin|caf\xe9|x-b|1|X-B|2');
  });

  it('S1: the route credential replaces what the bottle sent, and is seen by the upstream alone', async () => {
    const client = await world.tunnel();
    client.write(`GET /auth/x HTTP/1.1\r\nHost: ${HOST}\r\nauthorization: Basic eDp5\r\n\r\n`);
    expect((await client.reply()).status).toBe(200);
    const raw = world.tls.requests.at(-1)?.rawHeaders ?? [];
    const values = raw.filter((_, i) => raw[i - 1]?.toLowerCase() === 'authorization' && i % 2 === 1);
    expect(values).toEqual(['Bearer injected-by-gateway']);
    expect(JSON.stringify(world.log)).not.toContain('injected-by-gateway');
  });

  it('F15: answers without a body have none, and keep their length where they may', async () => {
    world.tls.answer = (seen, response) => {
      if (seen.method === 'HEAD') response.writeHead(200, { 'content-length': '1234' });
      else if (seen.url.endsWith('204')) response.writeHead(204);
      else response.writeHead(304, { etag: '"e"' });
      response.end();
    };
    const client = await world.tunnel();
    client.write(`HEAD /v1/h HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect(await client.reply(true)).toMatchObject({ status: 200, headers: { 'content-length': '1234' } });
    for (const status of [204, 304]) {
      client.write(`GET /v1/${status} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
      const reply = await client.reply();
      expect(reply.status).toBe(status);
      expect(reply.headers).not.toHaveProperty('transfer-encoding');
    }
  });

  it('D13 F14: Alt-Svc, hop-by-hop fields and our own codes do not come from the upstream', async () => {
    world.tls.answer = (_seen, response) => {
      response.writeHead(200, 'Fine \x7e', [
        ...['Alt-Svc', 'h3=":443"', 'X-Decant-Block', 'token_detected', 'Connection', 'X-Hop', 'X-Hop', '1'],
        ...['Proxy-Authenticate', 'Basic', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '2'],
      ]);
      response.end('ok');
    };
    const client = await world.tunnel();
    client.write(`GET /v1/x HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    const { headers, body } = await client.reply();
    expect(body).toBe('ok');
    expect(headers['set-cookie']).toBe('a=1, b=2');
    for (const name of ['alt-svc', 'x-decant-block', 'x-hop', 'proxy-authenticate']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it("D11: a redirect is the client's to follow", async () => {
    world.tls.answer = (_seen, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' });
      response.end();
    };
    const client = await world.tunnel();
    client.write(`GET /v1/r HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect(await client.reply()).toMatchObject({
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
    });
  });

  it('S1: an event stream arrives as it is sent, and ends when the client leaves', async () => {
    let stream: Parameters<World['tls']['answer']>[1] | undefined;
    world.tls.answer = (_seen, response) => {
      stream = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
    };
    const client = await world.tunnel();
    client.write(`GET /v1/events HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await client.reply(true)).status).toBe(200);
    stream?.write('data: 1\n\n');
    expect(await client.take(14)).toBe('9\r\ndata: 1\n\n\r\n');
    const ended = new Promise<void>((resolve) => stream?.once('close', resolve));
    client.destroy();
    await ended;
  });

  it('I8: a slow client holds the upstream back', async () => {
    let written = 0;
    let blocked: () => void = () => {};
    const stalled = new Promise<void>((resolve) => {
      blocked = resolve;
    });
    const total = 64 * 1024 * 1024;
    world.tls.answer = (_seen, response) => {
      response.writeHead(200, { 'content-length': String(total) });
      const chunk = Buffer.alloc(256 * 1024);
      const more = (): void => {
        while (written < total) {
          written += chunk.length;
          if (!response.write(chunk)) {
            // Enough to fill every buffer between here and a client that does not read.
            if (written > 2 * 1024 * 1024) setImmediate(blocked);
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    };
    const client = await world.tunnel();
    client.write(`GET /v1/big HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    await client.reply(true);
    client.socket.pause();
    await stalled;
    expect(written).toBeLessThan(total);
    client.socket.resume();
    client.destroy();
  });

  it('F9: connections are reused, and what a client sends too much never reaches the next', async () => {
    const [first, second] = await Promise.all([world.tunnel(), world.tunnel()]);
    const before = world.tls.requests.length;
    first.write(
      `POST /v1/a HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 1\r\n\r\naGET /stolen HTTP/1.1\r\nX: `,
    );
    expect((await first.reply()).status).toBe(200);
    second.write(`GET /v1/b HTTP/1.1\r\nHost: ${HOST}\r\nX-Mine: 1\r\n\r\n`);
    expect((await second.reply()).status).toBe(200);
    expect(world.tls.requests.slice(before).map(({ url }) => url)).toEqual(['/v1/a', '/v1/b']);
  });

  it('S1: a refusal by route comes in the tunnel, keeps the connection, and asks no one', async () => {
    const client = await world.tunnel();
    for (const [method, path, code] of [
      ['GET', '/elsewhere', 'path_not_allowed'],
      ['GET', '/v1/repo.git/info/refs?service=git-receive-pack', 'git_push_blocked'],
    ]) {
      client.write(`${method} ${path} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
      const reply = await client.reply();
      expect(reply).toMatchObject({
        status: 403,
        headers: { 'x-decant-block': code, 'x-should-retry': 'false' },
      });
      expect(JSON.parse(reply.body)).toMatchObject({
        error: 'egress_blocked',
        code,
        outcome: null,
        proposal: null,
      });
    }
    client.write(`GET /v1/then HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await client.reply()).status).toBe(200);
  });

  it('S4: an injected header is a structural refusal', async () => {
    const client = await world.tunnel();
    client.write(`GET /v1/x?a=1%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    const reply = await client.reply();
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'crlf_injection', outcome: null, detector: 'crlf' });
  });
});
