import { expect, it } from 'vitest';
import { policyRefusal, tokenRefusal, wholeRefusal } from '../../../src/core/approval/hold-refusal.ts';
import { Holds } from '../../../src/core/approval/holds.ts';
import { A_HOST, holdId, proposalId, valueKey, waiterOf } from './conversation.ts';

const known = { key: valueKey('A'), detector: 'known_secrets', approvable: true } as const;
const pattern = { key: valueKey('B'), detector: 'token_patterns', approvable: true } as const;

it('names the detector of the finding that it concerns, and the proposal where there is one', () => {
  expect(tokenRefusal('rejected', known, proposalId('p1'))).toEqual({
    code: 'token_detected',
    outcome: 'rejected',
    detector: 'known_secrets',
    proposal: 'p1',
  });
  expect(tokenRefusal('no_supervisor', undefined)).toMatchObject({ detector: null, proposal: null });
});

it('a refusal of the whole request names the first question that is still open', () => {
  const holds = new Holds();
  const hold = holds.add({
    id: holdId('h1'),
    destination: A_HOST,
    bytes: 1,
    waiter: waiterOf('h1'),
    deadline: 1,
  });
  holds.setValues(hold, new Map([known, pattern].map((finding) => [finding.key, finding])), new Set());
  expect(wholeRefusal('hold_timeout', hold)).toMatchObject({ detector: 'known_secrets', proposal: null });
  hold.questions.set(pattern.key, proposalId('p2'));
  expect(wholeRefusal('hold_timeout', hold)).toMatchObject({ detector: 'token_patterns', proposal: 'p2' });
});

it('a refusal by policy has no outcome', () => {
  expect(policyRefusal('route_not_allowed')).toEqual({
    code: 'route_not_allowed',
    outcome: null,
    detector: null,
    proposal: null,
  });
});
