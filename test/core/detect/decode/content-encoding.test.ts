import zlib, { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../../../src/core/detect/decode/content-encoding.ts';

const CAP = 1_000_000;

describe('decodeBody', () => {
  it('X7: nothing and identity leave a body as it is', () => {
    const body = Buffer.from('x');
    expect(decodeBody(body, [], CAP)).toEqual({ ok: true, bytes: body, layers: [] });
    expect(decodeBody(body, ['identity', ' Identity ,'], CAP)).toEqual({ ok: true, bytes: body, layers: [] });
    expect(decodeBody(Buffer.alloc(0), ['gzip'], CAP)).toMatchObject({ ok: true });
  });

  it('X7: several fields are one list, undone from its end', () => {
    const body = gzipSync(deflateSync('text'));
    expect(decodeBody(body, ['deflate', 'gzip'], CAP)).toEqual({
      ok: true,
      bytes: Buffer.from('text'),
      layers: [body, deflateSync('text')],
    });
    expect(decodeBody(body, ['gzip', 'deflate'], CAP)).toEqual({ ok: false, reason: 'undecodable' });
  });

  it('X7 I8: the cap ends what grows past it', () => {
    expect(decodeBody(gzipSync(Buffer.alloc(2_000_000)), ['gzip'], CAP)).toEqual({
      ok: false,
      reason: 'too_large',
    });
    expect(decodeBody(gzipSync(Buffer.alloc(CAP)), ['gzip'], CAP)).toMatchObject({ ok: true });
  });

  it('X7: zstd is decoded where the runtime can, refused where it cannot', () => {
    const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
    const zstd =
      typeof compress === 'function'
        ? Buffer.from(compress(Buffer.from('text')))
        : Buffer.from('28b52ffd', 'hex');
    const expected =
      typeof compress === 'function'
        ? { ok: true, bytes: Buffer.from('text'), layers: [zstd] }
        : { ok: false, reason: 'undecodable' };
    expect(decodeBody(zstd, ['zstd'], CAP)).toEqual(expected);
  });
});
