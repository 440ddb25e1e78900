import { describe, expect, it } from 'vitest';
import { crc32Base62 } from '../../../../src/core/detect/formats/checks.ts';
import { GITHUB } from '../../../../src/core/detect/formats/github.ts';
import { ALNUM, randomFrom, randomText } from './random.ts';
import { describeFormats, scan } from './suite.ts';

/** The companion finds shorter sections too: the fine-grained row's own near misses are looked at below. */
describeFormats(
  'GitHub',
  GITHUB.filter(({ id }) => !id.startsWith('github-fine-grained-token')),
  { 'github-app-token': (random) => `ghs_${randomText(random, 36, ALNUM)}` },
);

describe('GitHub tokens', () => {
  it.each(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'])(
    'S2: %s with its CRC32 is high, with another low',
    (prefix) => {
      const body = randomText(randomFrom(3), 30, ALNUM);
      const value = `${prefix}${body}${crc32Base62(body)}`;
      expect(scan(`t=${value};`)).toMatchObject([
        { checksum: 'valid', confidence: 'high', matched: Buffer.from(value) },
      ]);
      const flipped = `${prefix}${body[0] === 'a' ? 'b' : 'a'}${body.slice(1)}${crc32Base62(body)}`;
      expect(scan(`t=${flipped};`)).toMatchObject([{ checksum: 'invalid', confidence: 'low' }]);
    },
  );

  it('S2: an installation token of a drifted length is found at lower confidence', () => {
    for (const length of [34, 35, 40]) {
      const value = `ghs_${randomText(randomFrom(length), length, ALNUM)}`;
      expect(scan(`t=${value} .`)).toMatchObject([{ matched: Buffer.from(value) }]);
      expect(scan(`t=${value} .`)[0]?.confidence).not.toBe('high');
    }
  });

  it('S2: a published token passes its checksum', () => {
    expect(scan('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')).toMatchObject([{ checksum: 'valid' }]);
  });

  it('S2: an installation token of 2026, an app number and a JWT, is one finding', () => {
    const json = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = `${json({ alg: 'ES256' })}.${json({ iss: 'github', exp: 1_900_000_000 })}.${'Ab3_x'.repeat(17)}`;
    expect(scan(`ghs_123456_${jwt}`)).toMatchObject([
      { kind: 'GitHub App installation token', matched: Buffer.from(`ghs_123456_${jwt}`) },
    ]);
  });

  it('S2: a fine-grained token is found, of other lengths at low confidence', () => {
    const random = randomFrom(8);
    const whole = `github_pat_${randomText(random, 22, ALNUM)}_${randomText(random, 59, ALNUM)}`;
    expect(scan(`t=${whole}`)).toMatchObject([{ confidence: 'high', matched: Buffer.from(whole) }]);
    for (const [first, second] of [
      [22, 40],
      [20, 59],
      [24, 62],
    ] as const) {
      const value = `github_pat_${randomText(random, first, ALNUM)}_${randomText(random, second, ALNUM)}`;
      expect(scan(value)).toMatchObject([{ confidence: 'low', matched: Buffer.from(value) }]);
    }
  });
});
