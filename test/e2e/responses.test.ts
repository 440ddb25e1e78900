import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../helpers/gateway.ts';
import { dialProxy, openTunnel, request, requestBytes } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { API, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();
const PLAIN = 'plain.example.com';

/** A server that answers any request with exactly these bytes, and keeps the connection. */
async function scripted(answer: { bytes: string }): Promise<{ port: number; connections: () => number }> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => socket.write(Buffer.from(answer.bytes, 'latin1')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stage.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, connections: () => count };
}

describe('hostile answers of an upstream', async () => {
  const answer = { bytes: '' };
  const server = await scripted(answer);
  const gateway = await startGateway(stage, {
    config: {
      upstream: { resolve: { [`${PLAIN}:80`]: `127.0.0.1:${server.port}` } },
      routes: [{ host: PLAIN, schemes: ['http'], ports: [80] }],
    },
  });
  const get = async (method = 'GET') => {
    const wire = await dialProxy(gateway);
    wire.send(`${method} http://${PLAIN}/ HTTP/1.1\r\nHost: ${PLAIN}\r\n\r\n`);
    const reply = await wire.replyOrEnd();
    wire.leave();
    return reply;
  };

  const broken: Readonly<Record<string, string>> = {
    'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc',
    'a length and chunks':
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
    'an upgrade that nobody asked for':
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: raw\r\n\r\nraw bytes',
    'a control byte in a header': 'HTTP/1.1 200 OK\r\nX-A: b\u0000c\r\nContent-Length: 0\r\n\r\n',
    'a head without an end': `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(20_000)}`,
  };
  for (const [what, bytes] of Object.entries(broken)) {
    it(`F10: ${what} is a 502, and the connection is used no more`, async () => {
      answer.bytes = bytes;
      expect((await get())?.status).toBe(502);
      const used = server.connections();
      answer.bytes = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
      expect((await get())?.body.toString()).toBe('ok');
      expect(server.connections()).toBe(used + 1);
    });
  }

  it('F10: bytes after an answer are no answer to the next request', async () => {
    answer.bytes =
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
    expect((await get())?.body.toString()).toBe('ok');
    answer.bytes = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    expect((await get())?.body.toString()).not.toBe('evil');
    expect((await get())?.body.toString()).toBe('ok');
  });

  it('F10: informational answers and a remote reason phrase do not travel on', async () => {
    answer.bytes =
      'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 \u001b[2Jcleared\r\nContent-Length: 2\r\n\r\nok';
    const reply = await get();
    if (reply?.status === 200) {
      expect(reply.statusText).toBe('OK');
      expect(reply.raw.toString('latin1')).not.toMatch(/Early Hints|Link/);
    } else expect(reply?.status).toBe(502);
  });
});

describe('answers on their way', async () => {
  const world = await startWorld(stage);
  const { gateway, upstream } = world;

  it('S1: a large answer arrives whole', async () => {
    const big = Buffer.alloc(20 * 1024 * 1024, 'decant ');
    upstream.answerWith((_seen, response) => response.end(big));
    const reply = await request(gateway, API);
    upstream.answerWith(null);
    expect(reply.body.equals(big)).toBe(true);
  });

  it('S1: a client that leaves in the middle of an answer ends it upstream too, and the gateway lives on', async () => {
    const closed = new Promise<void>((resolve) => {
      upstream.answerWith((_seen, response) => {
        response.once('close', resolve);
        response.write('first');
      });
    });
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(requestBytes(API));
    await new Promise<void>((resolve) => wire.socket.once('data', () => resolve()));
    wire.leave();
    await closed;
    upstream.answerWith(null);
    expect((await request(gateway, API)).status).toBe(200);
  });

  it('S10: a refused HEAD has no body, and the connection goes on', async () => {
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(requestBytes(API, { method: 'HEAD', headers: [`X-Key: ${githubToken()}`] }));
    const proposal = await gateway.queue.next();
    gateway.queue.reject(proposal.id);
    const refused = await wire.reply(true);
    expect(refused.status).toBe(403);
    expect(refused.headers['x-decant-block']).toBe('token_detected');
    wire.send(requestBytes(API));
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
  });

  it('S8: plain HTTP through the proxy is held the same way', async () => {
    const plain = await startWorld(stage, {
      config: { routes: [{ host: 'nowhere.example.com', schemes: ['http'] }] },
    });
    const wire = await dialProxy(plain.gateway);
    wire.send(
      `GET http://nowhere.example.com/?key=${githubToken()} HTTP/1.1\r\nHost: nowhere.example.com\r\n\r\n`,
    );
    const proposal = await plain.gateway.queue.next();
    expect(proposal.details).toMatchObject({ scheme: 'http', port: 80, surface: 'query', location: 'key' });
    plain.gateway.queue.reject(proposal.id);
    expectRefused(await wire.reply(), 'token_detected', 'rejected');
    wire.leave();
  });

  it('S10: SIGTERM ends while connections idle and an answer streams', async () => {
    const streaming = await startWorld(stage);
    streaming.upstream.answerWith((_seen, response) => void response.write('for ever'));
    const idle = await openTunnel(streaming.gateway, `${API}:443`);
    const bare = await dialProxy(streaming.gateway);
    const wire = await openTunnel(streaming.gateway, `${API}:443`);
    wire.send(requestBytes(API));
    await new Promise<void>((resolve) => wire.socket.once('data', () => resolve()));
    const ended = await streaming.gateway.stop();
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 0, signal: null });
    for (const one of [idle, bare, wire]) one.leave();
  });
});
