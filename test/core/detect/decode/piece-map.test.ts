import { describe, expect, it } from 'vitest';
import { PieceMap } from '../../../../src/core/detect/decode/piece-map.ts';

describe('PieceMap', () => {
  it('R2: maps through pieces of several rates, covering every source byte', () => {
    const map = new PieceMap();
    map.add(0, 10, 1);
    map.add(5, 15, 3);
    map.add(7, 21, 1);
    expect(map.toSource(0, 5)).toEqual({ start: 10, end: 15 });
    expect(map.toSource(4, 6)).toEqual({ start: 14, end: 18 });
    expect(map.toSource(5, 8)).toEqual({ start: 15, end: 22 });
  });

  it('I8: pieces that go on as before take no room', () => {
    const map = new PieceMap();
    for (let i = 0; i < 1_000; i++) map.add(i, i * 3, 3);
    expect(map.size).toBe(1);
  });

  it('R2: in base64 a span covers every character that holds a bit of it', () => {
    const map = new PieceMap();
    map.add(0, 100, 4 / 3);
    expect(map.toSource(0, 3)).toEqual({ start: 100, end: 104 });
    expect(map.toSource(1, 2)).toEqual({ start: 101, end: 103 });
    expect(map.toSource(2, 3)).toEqual({ start: 102, end: 104 });
  });
});
