import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GITLAB } from '../../../../src/core/detect/formats/gitlab.ts';
import { randomBytes, randomFrom } from './random.ts';
import { describeFormats, scan } from './suite.ts';

describeFormats('GitLab', GITLAB);

/** A routable token as GitLab makes it: random bytes and a routing payload, its length, a CRC32. */
function routableToken(prefix: string, seed: number): string {
  const routing = Buffer.from('c:1\no:2\nu:3x');
  const payload = Buffer.concat([randomBytes(randomFrom(seed), 16), routing, Buffer.from([routing.length])]);
  const encoded = payload.toString('base64url');
  const text = `${prefix}${encoded}.01.${encoded.length.toString(36).padStart(2, '0')}`;
  return `${text}${crc32(text).toString(36).padStart(7, '0')}`;
}

describe('routable tokens', () => {
  it.each(['glpat-', 'gldt-', 'glrt-', 'glptt-'])('S2: the checksum of %s is looked at', (prefix) => {
    const token = routableToken(prefix, 5);
    expect(scan(`t=${token};`)).toMatchObject([
      { checksum: 'valid', confidence: 'high', matched: Buffer.from(token) },
    ]);
    const flipped = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    expect(scan(`t=${flipped};`)).toMatchObject([{ checksum: 'invalid', confidence: 'low' }]);
  });

  it('S2: a classic token has no checksum', () => {
    expect(scan('glpat-z7Qk2sXw9Rt4Yv8Pm3Nb.')).toMatchObject([{ checksum: 'none', confidence: 'high' }]);
  });
});
