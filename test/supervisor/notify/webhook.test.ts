import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { post } from '../../../src/supervisor/notify/webhook.ts';
import { NOW } from '../proposals.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listen(status: number | null, headers: Readonly<Record<string, string>> = {}) {
  const seen: Seen[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      if (status !== null) response.writeHead(status, headers).end('remote text');
    });
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { seen, url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hook?token=s3cret` };
}

const PAYLOAD = { body: '{"a":"ä"}', headers: { 'content-type': 'application/json' } };
const DELIVERY = { id: 'delivery-1', now: NOW };
const SECRET = Buffer.from('key of the hook');

describe('a webhook', () => {
  it('is a POST that is signed over its time and body', async () => {
    const { seen, url } = await listen(204);
    expect(await post({ url, secret: SECRET, timeoutMs: 10_000 }, PAYLOAD, DELIVERY)).toEqual({
      kind: 'delivered',
    });
    const timestamp = String(NOW.getTime() / 1000);
    const hmac = createHmac('sha256', SECRET).update(`${timestamp}.${PAYLOAD.body}`).digest('hex');
    expect(seen).toMatchObject([
      {
        url: '/hook?token=s3cret',
        body: PAYLOAD.body,
        headers: {
          'content-type': 'application/json',
          'x-decant-delivery': 'delivery-1',
          'x-decant-timestamp': timestamp,
          'x-decant-signature': `v1=${hmac}`,
        },
      },
    ]);
  });

  it('is unsigned without a key', async () => {
    const { seen, url } = await listen(200);
    await post({ url, secret: null, timeoutMs: 10_000 }, PAYLOAD, DELIVERY);
    expect(seen[0]?.headers).not.toHaveProperty('x-decant-signature');
  });

  it.each([
    [500, 'again'],
    [503, 'again'],
    [429, 'again'],
    [408, 'again'],
    [400, 'refused'],
    [404, 'refused'],
    [302, 'refused'],
  ] as const)('that is answered %i is to be tried: %s', async (status, kind) => {
    const { seen, url } = await listen(status, { location: '/elsewhere' });
    expect(await post({ url, secret: null, timeoutMs: 10_000 }, PAYLOAD, DELIVERY)).toEqual({
      kind,
      code: `status_${status}`,
    });
    expect(seen).toHaveLength(1);
  });

  it('I4: faults are told by our own codes: neither the address nor remote text', async () => {
    const silent = await listen(null);
    const options = { url: silent.url, secret: null, timeoutMs: 50 };
    expect(await post(options, PAYLOAD, DELIVERY)).toEqual({ kind: 'again', code: 'timeout' });
    server?.closeAllConnections();
    server?.close();
    expect(await post({ ...options, timeoutMs: 10_000 }, PAYLOAD, DELIVERY)).toEqual({
      kind: 'again',
      code: 'connect',
    });
  });
});
