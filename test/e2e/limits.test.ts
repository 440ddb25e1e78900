import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openTunnel, request } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('bodies', async () => {
  const world = await startWorld(stage, {
    config: { limits: { buffer_bytes: 65_536, decoded_bytes: 1_048_576 } },
  });
  const { gateway, upstream } = world;

  it('X9 C17: a body over the limit is refused whole, with a length and without', async () => {
    upstream.forget();
    expectRefused(await request(gateway, API, { body: 'x'.repeat(65_537) }), 'body_too_large');
    const size = 70_000;
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(
      `POST / HTTP/1.1\r\nHost: ${API}\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'y'.repeat(size)}\r\n0\r\n\r\n`,
    );
    expectRefused(await wire.reply(), 'body_too_large');
    wire.leave();
    await expectOnlyACleanOne(world);
  });

  it('X9: a body at the limit passes', async () => {
    expect((await request(gateway, API, { body: 'x'.repeat(65_536) })).status).toBe(200);
  });

  const encoders = {
    gzip: gzipSync,
    deflate: deflateSync,
    'raw deflate': deflateRawSync,
    br: brotliCompressSync,
  };
  for (const [name, encode] of Object.entries(encoders)) {
    it(`S2 X7 C16: a token in a ${name} body is held`, async () => {
      upstream.forget();
      const headers = [`Content-Encoding: ${name.replace('raw ', '')}`];
      const pending = request(gateway, API, { headers, body: encode(`before ${githubToken()} after`) });
      const proposal = await gateway.queue.next();
      expect(proposal.details.decoded_via).toEqual([]);
      gateway.queue.reject(proposal.id);
      expectRefused(await pending, 'token_detected', 'rejected');
      await expectOnlyACleanOne(world);
    });
  }

  const undecodable: Readonly<Record<string, { coding: string; body: Buffer }>> = {
    'a gzip that is none': { coding: 'gzip', body: Buffer.from('plain text') },
    'a gzip cut short': { coding: 'gzip', body: gzipSync('x'.repeat(1000)).subarray(0, 20) },
    'bytes after a gzip': { coding: 'gzip', body: Buffer.concat([gzipSync('x'), Buffer.from('trailing')]) },
    'an unknown coding': { coding: 'rot13', body: Buffer.from('x') },
    'three codings': { coding: 'gzip, gzip, gzip', body: gzipSync(gzipSync(gzipSync('x'))) },
    'a bomb': { coding: 'br', body: brotliCompressSync(Buffer.alloc(50 * 1024 * 1024)) },
  };
  for (const [what, { coding, body }] of Object.entries(undecodable)) {
    it(`I3 X7 C16: ${what} is refused`, async () => {
      upstream.forget();
      const reply = await request(gateway, API, { headers: [`Content-Encoding: ${coding}`], body });
      const code = what === 'a bomb' ? String(reply.headers['x-decant-block']) : 'undecodable_body';
      expect(['undecodable_body', 'not_fully_inspected', 'body_too_large']).toContain(code);
      expectRefused(reply, code);
      await expectOnlyACleanOne(world);
    });
  }

  it('S2: two stacked codings are looked through', async () => {
    const headers = ['Content-Encoding: gzip, br'];
    const pending = request(gateway, API, { headers, body: brotliCompressSync(gzipSync(githubToken())) });
    const proposal = await gateway.queue.next();
    gateway.queue.reject(proposal.id);
    expectRefused(await pending, 'token_detected', 'rejected');
  });

  it('I8: held_bytes bounds the memory of what waits', async () => {
    const small = await startWorld(stage, { config: { limits: { held_bytes: 50_000 } } });
    const first = request(small.gateway, API, { body: `${githubToken()} ${'x'.repeat(20_000)}` });
    const proposal = await small.gateway.queue.next();
    expectRefused(
      await request(small.gateway, API, { body: `${githubToken()} ${'x'.repeat(45_000)}` }),
      'token_detected',
      'queue_full',
    );
    small.gateway.queue.approve(proposal.id);
    expect((await first).status).toBe(200);
  });

  it('F16 I8: a head over header_bytes is a 431', async () => {
    const reply = await request(gateway, API, { headers: [`X-Long: ${'x'.repeat(40_000)}`] });
    expect(reply.status).toBe(431);
  });
});
