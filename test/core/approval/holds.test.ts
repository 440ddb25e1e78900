import { expect, it } from 'vitest';
import { Holds, valuesOf } from '../../../src/core/approval/holds.ts';
import { A_HOST, holdId, valueKey, waiterOf } from './conversation.ts';

const [A, B] = [valueKey('A'), valueKey('B')];

function add(holds: Holds, name: string, bytes = 10) {
  return holds.add({ id: holdId(name), destination: A_HOST, bytes, waiter: waiterOf(name), deadline: 1 });
}

function findings(...keys: (typeof A)[]) {
  return new Map(keys.map((key) => [key, { key, detector: 'token_patterns', approvable: true } as const]));
}

it('finds holds by what was last seen in them, first come first', () => {
  const holds = new Holds();
  const [first, second] = [add(holds, 'h1'), add(holds, 'h2')];
  holds.setValues(second, findings(A), new Set());
  holds.setValues(first, findings(B), new Set([A]));
  expect(holds.withValue(A)).toEqual([first, second]);
  expect(valuesOf(first)).toEqual([B, A]);
  holds.setValues(first, findings(B), new Set());
  expect(holds.withValue(A)).toEqual([second]);
  expect(holds.withValue(B)).toEqual([first]);
});

it('I8: counts holds and their bytes, and remembers who has ended', () => {
  const holds = new Holds();
  const hold = add(holds, 'h1', 30);
  add(holds, 'h2', 12);
  holds.setValues(hold, findings(A), new Set());
  expect([holds.size, holds.bytes]).toEqual([2, 42]);
  holds.remove(hold);
  holds.remove(hold);
  expect([holds.size, holds.bytes]).toEqual([1, 12]);
  expect([holds.get(hold.id), holds.withValue(A)]).toEqual([null, []]);
  expect([holds.hasEnded(hold.id), holds.hasEnded(holdId('h2')), holds.hasEnded(holdId('h3'))]).toEqual([
    true,
    false,
    false,
  ]);
  expect(holds.all().map(({ id }) => id)).toEqual(['h2']);
});
