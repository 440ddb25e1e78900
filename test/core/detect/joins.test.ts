import { describe, expect, it } from 'vitest';
import { BudgetSpent, Work } from '../../../src/core/detect/engine/work.ts';
import { findJoined, joinTextOf } from '../../../src/core/detect/joins.ts';
import { KnownSecrets } from '../../../src/core/detect/known/known-secrets.ts';
import { bodyUnit } from '../../../src/core/detect/surfaces/body-unit.ts';
import { secretOf } from './support.ts';

const known = new KnownSecrets([secretOf('Zk3vWq8TnL5yRb2X')]);

function joined(
  values: readonly string[],
  excused: readonly { start: number; end: number }[] = [],
): readonly string[][] {
  const unit = bodyUnit(
    Buffer.from(values.map((value, i) => `k${i}=${value}`).join('&')),
    'application/x-www-form-urlencoded',
  );
  const work = new Work(1e9);
  const text = joinTextOf([unit], new Map([[unit, excused]]), known, work);
  return findJoined(text, known, false, work).map(({ pieces }) =>
    pieces.map(({ bytes }) => bytes.toString()),
  );
}

describe('findJoined', () => {
  it('X4 C15: a secret in any number of neighbouring values is one hit with its pieces', () => {
    expect(joined([...'Zk3vWq8TnL5yRb2X'])).toHaveLength(1);
    expect(joined(['aaZk3vW', 'q8TnL5yRb', '2Xbb'])).toEqual([['aaZk3vW', 'q8TnL5yRb', '2Xbb']]);
    expect(joined(['Zk3vWq%38Tn', '%4C5yRb2X'])).toEqual([['Zk3vWq8Tn', 'L5yRb2X']]);
  });

  it('X4: base64 in pieces is a hit too', () => {
    const text = Buffer.from('Zk3vWq8TnL5yRb2X').toString('base64');
    expect(joined([text.slice(0, 10), text.slice(10)])).toHaveLength(1);
  });

  it('X4: scattered pieces count from four characters on, in order', () => {
    expect(joined(['Zk3vWq8T', 'other', 'nL5yRb2X'])).toEqual([['Zk3vWq8T', 'nL5yRb2X']]);
    expect(joined(['nL5yRb2X', 'other', 'Zk3vWq8T'])).toEqual([]);
    expect(joined(['Zk3', 'x', 'vWq8TnL5yRb2X'])).toEqual([]);
  });

  it('S6 Q24: what is excused is cut out, and the rest is joined', () => {
    expect(joined(['Zk3vWq8T-SAFE-nL5yRb2X'], [{ start: 11, end: 17 }])).toEqual([['Zk3vWq8T', 'nL5yRb2X']]);
    expect(joined(['Zk3vWq8T-SAFE-nL5yRb2X'])).toEqual([]);
  });

  it('I8 X19: a flood of pieces ends the inspection', () => {
    const flood = (...values: readonly string[]) => Array.from({ length: 600 }, () => values).flat();
    expect(() => joined(flood('Zk3vWq8T', 'nL5yRb2X'))).toThrow(BudgetSpent);
    expect(() => joined(flood('Zk3vWq8T', 'other', 'nL5yRb2X'))).toThrow(BudgetSpent);
  });

  it('X4: of long values the edges are joined, and nothing over what was left out between them', () => {
    const filler = 'long text '.repeat(2_000);
    expect(joined([`${filler}Zk3vWq8T`, `nL5yRb2X${filler}`])).toHaveLength(1);
    expect(joined([`${filler}Zk3v\\u0057q8T`, `nL5yRb2X${filler}`])).toHaveLength(1);
    const cut = [`Zk3vWq8T${filler}`, 'x', `${filler}nL5yRb2X`];
    expect(joined(cut)).toEqual([]);
  });

  it('X4: a whole value is no joined one', () => {
    expect(joined(['Zk3vWq8TnL5yRb2X', 'x'])).toEqual([]);
  });
});
