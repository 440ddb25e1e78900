import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnchorIndex } from '../../../../src/core/detect/engine/anchor-index.ts';
import { Work } from '../../../../src/core/detect/engine/work.ts';

const unlimited = () => new Work(Number.POSITIVE_INFINITY);

function naive(bytes: Buffer, anchors: readonly { text: string; ignoreCase: boolean }[]): string[] {
  const found: string[] = [];
  anchors.forEach(({ text, ignoreCase }, index) => {
    const hay = ignoreCase
      ? bytes.toString('latin1').replace(/[A-Z]/g, (c) => c.toLowerCase())
      : bytes.toString('latin1');
    const needle = ignoreCase ? text.toLowerCase() : text;
    for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1))
      found.push(`${index}@${at}`);
  });
  return found.sort();
}

describe('AnchorIndex', () => {
  it('S2: agrees with a naive search on any input, at any alignment', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', '_'), minLength: 3, maxLength: 6 });
    const anchors = fc.uniqueArray(fc.record({ text: letters, ignoreCase: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
      selector: ({ text, ignoreCase }) => `${text}${ignoreCase}`,
    });
    fc.assert(
      fc.property(
        anchors,
        fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '-', '_'), maxLength: 60 }),
        fc.nat({ max: 3 }),
        (list, text, skew) => {
          const bytes = Buffer.from('z'.repeat(skew) + text, 'latin1').subarray(skew);
          const found: string[] = [];
          new AnchorIndex(list).scan(bytes, unlimited(), (anchor, at) => found.push(`${anchor}@${at}`));
          expect(found.sort()).toEqual(naive(bytes, list));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('S2: refuses an anchor that is too short to look for', () => {
    expect(() => new AnchorIndex([{ text: 'ab', ignoreCase: false }])).toThrow(RangeError);
  });
});
