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

it('puts the most urgent first, however they came, and two proposals never tie', () => {
  const items = [
    item(4, '2026-06-24T10:02:00Z'),
    item(2, '2026-06-24T10:03:00Z', null),
    item(3, null),
    item(1),
    item(5),
  ];
  const [first, second, third, ...idle] = items;
  const ids = idle.map(({ proposal: { id } }) => id).sort();
  const expected = [...[first, second, third].map((one) => one?.proposal.id), ...ids];
  expect(byUrgency(items).map((one) => one.proposal.id)).toEqual(expected);
  expect(byUrgency([...items].reverse()).map((one) => one.proposal.id)).toEqual(expected);
});
