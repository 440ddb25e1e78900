import { describe, expect, it } from 'vitest';
import { pairPlaces, pairSpans, pairsOf } from '../../../../src/core/detect/surfaces/pairs.ts';

const AMPERSAND = 0x26;

describe('pairs', () => {
  it('S2: are split at the separator and the first equals sign', () => {
    const bytes = Buffer.from('a=1&b=2=3&&c&=d');
    const text = ({ start, end }: { start: number; end: number }) => bytes.toString('latin1', start, end);
    expect([...pairsOf(bytes, AMPERSAND)].map(({ key, value }) => [text(key), text(value)])).toEqual([
      ['a', '1'],
      ['b', '2=3'],
      ['c', ''],
      ['', 'd'],
    ]);
    expect([...pairSpans(bytes, AMPERSAND)].map(text)).toEqual(['1', '2=3', 'c', 'd']);
  });

  it('S2: every offset belongs to a key, which is bounded', () => {
    const bytes = Buffer.from(`a=1&${'k'.repeat(500)}=2`);
    const places = [...pairPlaces(bytes, AMPERSAND)];
    expect(places.map(({ start, end }) => [start, end])).toEqual([
      [0, 3],
      [3, bytes.length],
    ]);
    expect(places[0]?.name()).toBe('a');
    expect(places[1]?.name()).toHaveLength(128);
    expect([...pairPlaces(Buffer.alloc(0), AMPERSAND)]).toEqual([]);
  });

  it('X19: ten thousand pairs without an equals sign are split in linear time', () => {
    expect([...pairsOf(Buffer.from('a&'.repeat(10_000)), AMPERSAND)]).toHaveLength(10_000);
  });
});
