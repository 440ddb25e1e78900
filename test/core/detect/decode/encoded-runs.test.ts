import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodedRuns } from '../../../../src/core/detect/decode/encoded-runs.ts';
import { Work } from '../../../../src/core/detect/engine/work.ts';

const runsIn = (text: string, shortest: number) =>
  encodedRuns(Buffer.from(text, 'latin1'), shortest, new Work(1e9)).map((run) =>
    run.map(({ start, end }) => text.slice(start, end)),
  );

describe('encodedRuns', () => {
  it('S3: agrees with a naive search on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'Z', '9', '+', '_', ' ', '.'), maxLength: 120 }),
        fc.integer({ min: 2, max: 12 }),
        (text, shortest) => {
          expect(runsIn(text, shortest).flat()).toEqual(
            (text.match(/[A-Za-z0-9+/_-]+/g) ?? []).filter(({ length }) => length >= shortest),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('X1: wrapped lines are one run, raw and JSON-escaped', () => {
    const line = 'A'.repeat(64);
    expect(runsIn(`${line}\n${line}\r\nBBBB.`, 24)).toEqual([[line, line, 'BBBB']]);
    expect(runsIn(`"${line}\\n${line}\\r\\nBBBB"`, 24)).toEqual([[line, line, 'BBBB']]);
    expect(runsIn(`${'A'.repeat(30)}\n${'B'.repeat(30)}`, 24)).toHaveLength(2);
  });

  it('X19: looks at each byte a bounded number of times', () => {
    for (const text of [
      'A'.repeat(1e5),
      'A '.repeat(5e4),
      `${'A'.repeat(23)} `.repeat(4e3),
      `${'A'.repeat(40)}\n`.repeat(2e3),
    ]) {
      const work = new Work(1e9);
      encodedRuns(Buffer.from(text), 24, work);
      expect(work.spent).toBeLessThan(text.length * 3);
    }
  });
});
