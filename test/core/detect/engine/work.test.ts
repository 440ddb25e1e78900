import { describe, expect, it } from 'vitest';
import { PatternMatcher } from '../../../../src/core/detect/engine/pattern-matcher.ts';
import { BudgetSpent, Work, workFor } from '../../../../src/core/detect/engine/work.ts';
import { FORMATS } from '../../../../src/core/detect/formats/index.ts';
import { inspect } from '../../../../src/core/detect/inspect.ts';
import { KnownSecrets } from '../../../../src/core/detect/known/known-secrets.ts';
import { BOTH, secretOf } from '../support.ts';

describe('Work', () => {
  it('I8: ends with a typed error past its limit, and grows with the input', () => {
    const work = new Work(10);
    work.spend(10);
    expect(work.spent).toBe(10);
    expect(() => work.spend(1)).toThrow(BudgetSpent);
    expect(workFor(1_000).limit - workFor(0).limit).toBeGreaterThan(1_000);
  });
});

describe('the work of an inspection', () => {
  const detectors = {
    patterns: new PatternMatcher(FORMATS),
    known: new KnownSecrets([secretOf('aAbBcCdDeEfF0123')]),
  };
  const inspection = { detectors: BOTH, foldCase: false, isShort: false };

  function unitsFor(piece: string, size: number): number {
    const work = new Work(Number.POSITIVE_INFINITY);
    try {
      inspect(Buffer.from(piece.repeat(Math.ceil(size / piece.length))), detectors, inspection, work);
    } catch (error) {
      // Too many findings end it as well.
      expect(error).toBeInstanceOf(BudgetSpent);
    }
    return work.spent;
  }

  const anchors = FORMATS.flatMap((format) => format.anchors.slice(0, 2));
  it.each([
    ...new Set(anchors),
    'A',
    '=',
    '/',
    '%41',
    '\\u0041',
    '{"a":[',
    '0a',
    'Qk',
    '\0x',
    'AKIA0123456789ABCDEF ',
    'eyJ.eyJ.',
    '-----BEGIN PRIVATE KEY-----',
    '1f8b08',
  ])('X19 C17: grows no faster than its input on a flood of %j', (piece) => {
    const once = unitsFor(piece, 16_384);
    const twice = unitsFor(piece, 32_768);
    expect(twice).toBeLessThan(once * 2.3 + 5_000);
  });
});
