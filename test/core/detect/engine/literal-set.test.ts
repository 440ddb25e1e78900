import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiteralSet } from '../../../../src/core/detect/engine/literal-set.ts';
import { Work } from '../../../../src/core/detect/engine/work.ts';
import { ALNUM, randomFrom, randomText } from '../support.ts';

describe('LiteralSet', () => {
  it('S3: agrees with a naive search on any input', () => {
    const text = (min: number, max: number) =>
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: min, maxLength: max });
    fc.assert(
      fc.property(
        fc.uniqueArray(text(4, 24), { minLength: 1, maxLength: 6 }),
        text(0, 120),
        (literals, hay) => {
          const found: string[] = [];
          new LiteralSet(literals.map((literal) => Buffer.from(literal))).scan(
            Buffer.from(hay),
            new Work(1e9),
            (literal, at) => found.push(`${literal}@${at}`),
          );
          const expected = literals.flatMap((literal, index) => {
            const all: string[] = [];
            for (let at = hay.indexOf(literal); at >= 0; at = hay.indexOf(literal, at + 1))
              all.push(`${index}@${at}`);
            return all;
          });
          expect(found.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('S3: finds each of a thousand values that begin alike', () => {
    const random = randomFrom(1);
    const values = Array.from({ length: 1_000 }, () => `tok_same_prefix_${randomText(random, 24, ALNUM)}`);
    const found = new Set<number>();
    const work = new Work(1e9);
    new LiteralSet(values.map((value) => Buffer.from(value))).scan(
      Buffer.from(values.join(' ')),
      work,
      (literal) => found.add(literal),
    );
    expect(found.size).toBe(1_000);
    expect(work.spent).toBeLessThan(values.join(' ').length * 50);
  });

  it('S3: an empty set finds nothing, a literal under four bytes is refused', () => {
    new LiteralSet([]).scan(Buffer.from('abc'), new Work(9), () => expect.unreachable());
    expect(() => new LiteralSet([Buffer.from('abc')])).toThrow(RangeError);
  });
});
