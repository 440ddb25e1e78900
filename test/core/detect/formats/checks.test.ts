import { describe, expect, it } from 'vitest';
import {
  crc32Base62,
  crc32HexTail,
  looksGenerated,
  looksRandom,
} from '../../../../src/core/detect/formats/checks.ts';
import { ALNUM, HEX, randomFrom, randomText } from './random.ts';

const passes = (check: typeof looksRandom, text: string): boolean =>
  check(Buffer.from(text), Buffer.from(text)) !== null;

describe('checks of the texture', () => {
  it('S2: what a generator makes passes, at most one in a hundred not', () => {
    const random = randomFrom(1);
    for (const [length, alphabet] of [
      [22, ALNUM],
      [32, HEX],
      [40, ALNUM],
    ] as const) {
      const draws = Array.from({ length: 2_000 }, () => randomText(random, length, alphabet));
      expect(draws.filter((text) => !passes(looksRandom, text)).length / draws.length).toBeLessThan(0.01);
    }
    const generated = Array.from({ length: 2_000 }, () => randomText(random, 22, ALNUM));
    expect(generated.filter((text) => !passes(looksGenerated, text)).length / 2_000).toBeLessThan(0.02);
  });

  it('X15: words, identifiers and repetitions do not', () => {
    for (const text of [
      'getSomeVeryLongPropertyName',
      'abcdefghijklmnopqrstuvwxyz',
      'aaaaaaaaaaaaaaaaaaaaaa1111',
      'circlefadedotanimation1',
      '01234567890123456789',
      'SOMETHING_IN_CAPITALS_2',
    ]) {
      expect(passes(looksRandom, text), text).toBe(false);
    }
    expect(passes(looksGenerated, randomText(randomFrom(2), 32, HEX))).toBe(false);
  });
});

describe('CRC32 in tokens', () => {
  it('is padded to six characters of base62', () => {
    expect(crc32Base62('')).toBe('000000');
    expect(crc32Base62('abc')).toHaveLength(6);
  });

  it('S2: a tail of another checksum is invalid, not dropped', () => {
    expect(crc32HexTail(Buffer.from('glsa_x_00000000'))).toEqual({ checksum: 'invalid' });
    expect(crc32HexTail(Buffer.from('nothing'))).toEqual({ checksum: 'invalid' });
  });
});
