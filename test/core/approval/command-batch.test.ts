import { expect, it } from 'vitest';
import { CommandBatch } from '../../../src/core/approval/command-batch.ts';
import { holdId, proposalId, spell, valueKey } from './conversation.ts';

it('gives what protects before what lets out, each state once, and nothing twice', () => {
  const batch = new CommandBatch();
  batch.add({ type: 'wake', at: 5 });
  batch.add({ type: 'release', hold: holdId('h1') });
  batch.add({ type: 'rescan', hold: holdId('h2') });
  batch.add({ type: 'show_state', proposal: proposalId('p1') });
  batch.add({ type: 'show_state', proposal: proposalId('p1') });
  batch.add({ type: 'show_state', proposal: proposalId('p2') });
  batch.add({
    type: 'publish',
    proposal: proposalId('p1'),
    hold: holdId('h3'),
    key: valueKey('A'),
    expiresAt: 9,
  });
  batch.add({
    type: 'close',
    proposal: proposalId('p0'),
    reason: 'decided',
    state: { waiters: [], requests: 1 },
  });
  batch.add({
    type: 'refuse',
    hold: holdId('h4'),
    code: 'token_detected',
    outcome: 'rejected',
    detector: null,
    proposal: null,
  });
  const isStillMeant = (command: { type: string; proposal?: unknown }) =>
    command.type !== 'show_state' || command.proposal !== 'p2';
  expect(batch.take(isStillMeant).map(spell)).toEqual([
    'refuse h4 token_detected rejected null null',
    'close p0 decided /1',
    'publish p1 for h3 A until 9',
    'show p1',
    'rescan h2',
    'release h1',
    'wake 5',
  ]);
  expect(batch.take(() => true)).toEqual([]);
});
