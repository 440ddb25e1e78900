import { describe, expect, it } from 'vitest';
import { forwardLookup, type Named } from '../../../../src/core/detect/surfaces/forward-lookup.ts';

function* tens(taken: number[]): Generator<Named> {
  for (let start = 0; start < 100; start += 10) {
    taken.push(start);
    yield { start, end: start + 8, name: () => `at ${start}` };
  }
}

describe('forwardLookup', () => {
  it('S2: names the stretch that an offset lies in, and none between two', () => {
    const nameAt = forwardLookup(() => tens([]));
    expect([0, 7, 8, 9, 10, 97, 98, 200].map(nameAt)).toEqual([
      'at 0',
      'at 0',
      null,
      null,
      'at 10',
      'at 90',
      null,
      null,
    ]);
  });

  it('I8 X19: goes through the stretches once for all offsets in ascending order', () => {
    const taken: number[] = [];
    const nameAt = forwardLookup(() => tens(taken));
    for (let offset = 0; offset < 100; offset++) nameAt(offset);
    expect(taken).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  it('S2: begins anew for an offset further ahead', () => {
    const nameAt = forwardLookup(() => tens([]));
    expect([55, 12, 55].map(nameAt)).toEqual(['at 50', 'at 10', 'at 50']);
  });
});
