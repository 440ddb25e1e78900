import { expect, it } from 'vitest';
import type { QueuedProposal } from '../../src/core/approval/queue-port.ts';
import { byUrgency, firstToGiveUp } from '../../src/supervisor/urgency.ts';
import { proposal, state } from './proposals.ts';

function item(number: number, ...givesUpAt: readonly (string | null)[]): QueuedProposal {
  return { proposal: proposal(number), digest: '', state: state(...givesUpAt), answered: false };
}

it('takes the earliest of the known times, and passes over what is no time', () => {
  expect(firstToGiveUp(item(1, null, '2026-06-24T10:02:00Z', '2026-06-24T10:01:00Z', 'soon'))).toBe(
    Date.parse('2026-06-24T10:01:00Z'),
  );
  expect(firstToGiveUp(item(1, null))).toBeNull();
  expect(firstToGiveUp({ ...item(1), state: null })).toBeNull();
});

it('is a total order: two proposals never tie', () => {
  const items = [item(1), item(2), item(3, null), item(4, '2026-06-24T10:02:00Z')];
  for (const a of items) {
    for (const b of items) {
      if (a === b) continue;
      expect(byUrgency(a, b)).not.toBe(0);
      expect(Math.sign(byUrgency(a, b))).toBe(-Math.sign(byUrgency(b, a)));
    }
  }
});
