import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { INSTRUCTION, tagged } from '../core/detect/inbound/support.ts';
import type { RawClient, Reply } from './fixtures/raw-http.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

let world: World;
let before: World['tls']['answer'];
beforeAll(async () => {
  world = await startWorld({
    config: {
      limits: { decoded_bytes: 1_000_000 },
      routes: [
        { host: HOST, paths: ['/raw/**'], dlp: { inbound_detectors: [] } },
        { host: HOST, schemes: ['https', 'http'] },
      ],
    },
  });
  before = world.tls.answer;
});
afterAll(() => world.stop());
afterEach(() => {
  world.tls.answer = before;
});

type Headers = Readonly<Record<string, string>>;

async function get(path: string, headers: Headers = {}): Promise<{ client: RawClient; reply: Reply }> {
  const client = await asked(path, headers);
  return { client, reply: await client.reply() };
}

async function asked(path: string, headers: Headers = {}): Promise<RawClient> {
  const client = await world.tunnel();
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  client.write(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n${lines.join('')}\r\n`);
  return client;
}

function answers(headers: Headers, body: string | Buffer): void {
  world.tls.answer = (_seen, response) => {
    response.writeHead(200, { ...headers });
    response.end(body);
  };
}

/** An answer that the test writes piece by piece. */
function streamed(headers: Headers): Promise<ServerResponse> {
  return new Promise((resolve) => {
    world.tls.answer = (_seen, response) => {
      response.writeHead(200, { ...headers });
      response.flushHeaders();
      resolve(response);
    };
  });
}

function expectBlocked(reply: Reply, code = 'prompt_injection'): void {
  expect(reply).toMatchObject({
    status: 403,
    headers: { 'x-decant-block': code, 'x-should-retry': 'false' },
  });
  expect(JSON.parse(reply.body)).toMatchObject({
    error: 'egress_blocked',
    code,
    outcome: null,
    detector: 'prompt_injection',
    proposal: null,
  });
  expect(reply.body).not.toContain('evil.example');
}

describe('inbound inspection', () => {
  it('S13 P6: an injection is a 403 that asks nobody and repeats nothing of it', async () => {
    answers({ 'content-type': 'text/plain' }, INSTRUCTION);
    const { client, reply } = await get('/v1/page');
    expectBlocked(reply);
    expect(await world.queue.list()).toEqual([]);
    expect(JSON.stringify(world.log)).not.toMatch(/evil\.example|Ignore all/);
    expect(world.log.at(-1)).toMatchObject({
      event: 'exchange',
      result: 'refused',
      code: 'prompt_injection',
    });
    world.tls.answer = before;
    client.write(`GET /v1/next HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await client.reply()).status).toBe(200);
  });

  it('S18 P2: a route can turn it off, and then ranges and codings travel as they came', async () => {
    answers({ 'content-type': 'text/plain' }, INSTRUCTION);
    const asks = { range: 'bytes=0-1', 'if-range': '"e"', 'accept-encoding': 'gzip, zstd;q=1, br;q=0.5' };
    expect((await get('/raw/page', asks)).reply).toMatchObject({ status: 200, body: INSTRUCTION });
    expect(lastHeaders()).toMatchObject(asks);
    expectBlocked((await get('/v1/page', asks)).reply);
    expect(lastHeaders()).not.toHaveProperty('range');
    expect(lastHeaders()).not.toHaveProperty('if-range');
    expect(lastHeaders()['accept-encoding']).toBe('gzip, br;q=0.5');
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ] as const)('P1: %s is decoded for inspection', async (coding, encode) => {
    const headers = { 'content-type': 'text/html', 'content-encoding': coding };
    answers(headers, encode(Buffer.from(`<p>Hello</p><!-- ${INSTRUCTION} -->`)));
    expectBlocked((await get('/v1/page')).reply);
    const clean = encode(Buffer.from('<p>Hello</p>'.repeat(10_000)));
    answers(headers, clean);
    const { reply } = await get('/v1/page');
    expect(reply.status).toBe(200);
    expect(Buffer.from(reply.body, 'latin1').equals(clean)).toBe(true);
  });

  it.each([
    ['a coding that is not known', { 'content-encoding': 'zstd' }, Buffer.from('x')],
    ['two codings', { 'content-encoding': 'gzip, br' }, Buffer.from('x')],
    ['what is not in the coding it names', { 'content-encoding': 'gzip' }, Buffer.from('hello')],
    ['UTF-7', { 'content-type': 'text/html; charset=utf-7' }, Buffer.from('x')],
    ['what grows out of all proportion', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(8_000_000))],
  ])('P1: %s is refused', async (_name, headers, body) => {
    answers({ 'content-type': 'text/html', ...headers }, body);
    expectBlocked((await get('/v1/page')).reply, 'undecodable_body');
  });

  it('P4: header values are read too, and the reason phrase is ours', async () => {
    answers({ 'x-note': Buffer.from(`hi${tagged(INSTRUCTION)}`).toString('latin1') }, 'ok');
    expectBlocked((await get('/v1/page')).reply);
    answers({ location: 'https://example.com/ignore/all/previous/instructions' }, 'ok');
    expect((await get('/v1/page')).reply.status).toBe(200);
  });

  it('P3: events pass as they come, and a late injection cuts the stream', async () => {
    const started = streamed({ 'content-type': 'text/event-stream' });
    const client = await asked('/v1/events');
    const upstream = await started;
    expect((await client.reply(true)).status).toBe(200);
    upstream.write('data: 1\n\n');
    expect(await client.take(14)).toBe('9\r\ndata: 1\n\n\r\n');
    const words = INSTRUCTION.split(' ');
    upstream.write(`data: ${words.slice(0, 6).join(' ')}`);
    expect(await client.take(4)).toMatch(/^[0-9a-f]{2}\r\n$/);
    upstream.write(` ${words.slice(6).join(' ')}\n\n`);
    const rest = await client.closed();
    expect(rest).not.toContain('https://evil');
    await world.until(() => world.log.some((entry) => entry.event === 'exchange' && entry.result === 'cut'));
    expect(world.log.at(-1)).toMatchObject({ status: 200, code: 'prompt_injection' });
    expect(await world.queue.list()).toEqual([]);
  });

  it('P3: an injection that begins an event stream may come as a 403 or a cut, never as text', async () => {
    answers({ 'content-type': 'text/event-stream' }, `data: ${INSTRUCTION}\n\n`);
    const client = await asked('/v1/events');
    const reply = await client.reply().catch(() => null);
    expect(JSON.stringify(reply)).not.toContain('evil');
    expect([null, 403]).toContain(reply?.status ?? null);
  });

  it('P3: compressed events pass one by one', async () => {
    const started = streamed({ 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
    const client = await asked('/v1/events');
    const upstream = await started;
    expect((await client.reply(true)).headers['content-encoding']).toBe('gzip');
    const part = gzipSync(Buffer.from('data: 1\n\n'));
    upstream.write(part);
    expect(await client.take(2)).toBe(part.length.toString(16));
    client.destroy();
  });

  it('P3: an answer that comes in drops is not held back for long', async () => {
    const started = streamed({ 'content-type': 'text/plain' });
    const client = await asked('/v1/slow');
    const upstream = await started;
    upstream.write('first');
    expect((await client.reply(true)).status).toBe(200);
    expect(await client.take(10)).toBe('5\r\nfirst\r\n');
    upstream.end(`. ${INSTRUCTION}`);
    expect(await client.closed()).not.toContain('evil');
  });

  it('P3: a large download passes unchanged', async () => {
    const piece = Buffer.from('Plain text that says nothing; '.repeat(8_738));
    const count = 64;
    world.tls.answer = (_seen, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': piece.length * count });
      let sent = 0;
      const more = (): void => {
        while (sent < count) {
          sent += 1;
          if (!response.write(piece)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    };
    const client = await asked('/v1/large');
    const head = await client.reply(true);
    const length = Number(head.headers['content-length']);
    const hash = createHash('sha256');
    const take = 1_048_576;
    for (let left = length; left > 0; left -= take) {
      hash.update(await client.take(Math.min(take, left)), 'latin1');
    }
    const wanted = createHash('sha256');
    for (let i = 0; i < count; i++) wanted.update(piece);
    expect(hash.digest('hex')).toBe(wanted.digest('hex'));
  });

  it('P1: answers without content have none', async () => {
    world.tls.answer = (seen, response) => {
      const status = seen.url.endsWith('304') ? 304 : 204;
      response.writeHead(status, { 'content-encoding': 'zstd' });
      response.end();
    };
    expect((await get('/v1/204')).reply.status).toBe(204);
    expect((await get('/v1/304')).reply.status).toBe(304);
  });
});

function lastHeaders(): Record<string, string> {
  const raw = world.tls.requests.at(-1)?.rawHeaders ?? [];
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) headers[raw[i]?.toLowerCase() ?? ''] = raw[i + 1] ?? '';
  return headers;
}
