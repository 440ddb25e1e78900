import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../helpers/certificates.ts';
import { leadingTo, startGateway, trustFile } from '../helpers/gateway.ts';
import type { Reply } from '../helpers/http-reply.ts';
import { dialProxy, request } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { startUpstream } from '../helpers/upstream.ts';
import { API, startWorld } from '../helpers/world.ts';

const stage = useStage();

/** Checks the body that stands for a fault towards the upstream. */
function expectFault(reply: Reply, status: number, code: string): void {
  expect({ status: reply.status, body: JSON.parse(reply.body.toString('utf8')) }).toEqual({
    status,
    body: {
      error: 'upstream',
      code,
      outcome: null,
      detector: null,
      proposal: null,
      message: expect.stringMatching(/\S/),
    },
  });
  expect(reply.headers['content-type']).toBe('application/json');
}

describe('faults towards the upstream', () => {
  it('S1: a refused connection is a 502 connect, for a released request too', async () => {
    const { gateway, upstream } = await startWorld(stage);
    await upstream.close();
    expectFault(await request(gateway, API), 502, 'connect');
    const pending = request(gateway, API, { body: githubToken() });
    gateway.queue.approve((await gateway.queue.next()).id);
    expectFault(await pending, 502, 'connect');
  });

  it('S1: an unknown name is a 502 dns', async () => {
    const gateway = await startGateway(stage, { config: { routes: [{ host: 'no-such-name.invalid' }] } });
    expectFault(await request(gateway, 'no-such-name.invalid'), 502, 'dns');
  });

  const certificates = {
    'of an unknown authority': { names: [API], stranger: true, past: false },
    'of another name': { names: ['wrong.example.com'], stranger: false, past: false },
    'that has run out': { names: [API], stranger: false, past: true },
  };
  for (const [what, { names, stranger, past }] of Object.entries(certificates)) {
    it(`C25 D16: a certificate ${what} is a 502 tls, and nothing is sent`, async () => {
      const upstream = await startUpstream(stage, { names, days: past ? -1 : 2 });
      const trusted = stranger
        ? { ...upstream, authority: await createAuthority(stage, 'Another CA') }
        : upstream;
      const config = leadingTo({ ...trusted, address: upstream.address }, await trustFile(stage, trusted), {
        [API]: {},
      });
      const gateway = await startGateway(stage, { config });
      expectFault(await request(gateway, API, { path: '/private' }), 502, 'tls');
      expect(upstream.requests).toEqual([]);
      expect(upstream.bytes().length).toBe(0);
    });
  }

  it('S1 F10: an answer that is no HTTP, or that ends early, is a 502 protocol', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('SSH-2.0-nothing\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stage.defer(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const gateway = await startGateway(stage, {
      config: {
        upstream: {
          resolve: {
            'plain.example.com:443': `127.0.0.1:${port}`,
            'plain.example.com:80': `127.0.0.1:${port}`,
          },
        },
        routes: [{ host: 'plain.example.com', schemes: ['http', 'https'], ports: [80, 443] }],
      },
    });
    const wire = await dialProxy(gateway);
    wire.send('GET http://plain.example.com/ HTTP/1.1\r\nHost: plain.example.com\r\n\r\n');
    expectFault(await wire.reply(), 502, 'protocol');
    wire.leave();
    expectFault(await request(gateway, 'plain.example.com'), 502, 'tls');
  });

  it('S1: an upstream that drops the connection is a 502, and the gateway lives on', async () => {
    const { gateway, upstream } = await startWorld(stage);
    upstream.answerWith((_seen, response) => response.destroy());
    const reply = await request(gateway, API);
    expect(reply.status).toBe(502);
    expect(JSON.parse(reply.body.toString('utf8'))).toMatchObject({ error: 'upstream' });
    upstream.answerWith(null);
    expect((await request(gateway, API)).status).toBe(200);
  });
});
