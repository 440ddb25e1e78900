import { expect, it } from 'vitest';
import {
  parseOutcome,
  parseState,
  serialiseOutcome,
  serialiseState,
} from '../../../src/core/approval/state-files.ts';
import { proposalId } from './conversation.ts';

const STATE = {
  waiters: [
    {
      client: 'python-httpx/0.27',
      since: '2026-01-01T00:00:00.000Z',
      gives_up_at: '2026-01-01T00:00:05.000Z',
    },
    { client: 'curl/8.5.0', since: '2026-01-01T00:00:01.000Z', gives_up_at: null },
  ],
  requests: 50,
};
const OUTCOME = {
  version: 1,
  proposal_id: proposalId('a'.repeat(26)),
  reason: 'superseded',
  closed_at: '2026-01-01T00:01:00.000Z',
  ...STATE,
} as const;

it('reads back the states that it writes, exactly two keys', () => {
  const bytes = serialiseState({ ...STATE, ...{ reason: 'not of a state' } });
  expect(JSON.parse(bytes.toString())).toEqual(STATE);
  expect(parseState(bytes)).toEqual({ kind: 'state', state: STATE });
});

it('reads back the outcomes that it writes', () => {
  expect(parseOutcome(serialiseOutcome(OUTCOME))).toEqual({ kind: 'outcome', outcome: OUTCOME });
});

it.each([
  ['a state with a foreign key', { ...STATE, status: 'approved' }],
  ['a negative count', { ...STATE, requests: -1 }],
  [
    'a waiter without a client',
    { ...STATE, waiters: [{ since: STATE.waiters[0]?.since, gives_up_at: null }] },
  ],
])('Q7: %s is malformed', (_, content) => {
  expect(parseState(Buffer.from(JSON.stringify(content))).kind).toBe('malformed');
});

it.each([
  ['an unknown reason', { ...OUTCOME, reason: 'lost' }],
  ['an id that is none', { ...OUTCOME, proposal_id: '../x' }],
])('Q7: an outcome with %s is malformed', (_, content) => {
  expect(parseOutcome(Buffer.from(JSON.stringify(content))).kind).toBe('malformed');
});
