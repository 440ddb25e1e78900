import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Deadlines } from '../../../src/core/approval/deadlines.ts';

it('gives deadlines in their order, and none that was taken back', () => {
  const deadline = fc.record({ at: fc.nat(20), rank: fc.nat(2), kept: fc.boolean() });
  fc.assert(
    fc.property(fc.array(deadline, { maxLength: 60 }), (all) => {
      const deadlines = new Deadlines<number>();
      all.forEach(({ at, rank }, index) => {
        deadlines.set(`${index}`, at, rank, index);
      });
      all.forEach(({ kept }, index) => {
        if (!kept) deadlines.delete(`${index}`);
      });
      const expected = all
        .map((each, index) => ({ ...each, index }))
        .filter(({ kept }) => kept)
        .sort((one, other) => one.at - other.at || one.rank - other.rank || one.index - other.index);
      for (const { at, index } of expected) {
        expect(deadlines.next()).toBe(at);
        expect(deadlines.takeDue(at - 1)).toBeNull();
        expect(deadlines.takeDue(at)).toBe(index);
      }
      expect([deadlines.next(), deadlines.takeDue(1_000)]).toEqual([null, null]);
    }),
  );
});

it('taking back what is not there changes nothing', () => {
  const deadlines = new Deadlines<string>();
  deadlines.set('a', 5, 0, 'A');
  deadlines.delete('b');
  expect(deadlines.takeDue(5)).toBe('A');
  deadlines.delete('a');
  expect(deadlines.next()).toBeNull();
});
