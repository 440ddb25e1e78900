import { expect, it } from 'vitest';
import { approvalOf } from '../../../src/core/approval/approval-scope.ts';
import type { Question } from '../../../src/core/approval/questions.ts';
import type { ResponseScope } from '../../../src/core/approval/response.ts';
import { A_HOST, proposalId, valueKey } from './conversation.ts';

function approve(shown: 'bottle' | 'host', setting: 'bottle' | 'host', scope?: ResponseScope) {
  const id = proposalId('p1');
  const question: Question = {
    id,
    key: valueKey('A'),
    destination: A_HOST,
    expiresAt: 900,
    scope: shown,
    waiters: new Set(),
    requests: 0,
  };
  const response = { proposal_id: id, status: 'approved', notes: '', ...(scope && { scope }) } as const;
  return approvalOf(question, response, setting, 100);
}

it('I6: opens every destination only where proposal, setting and answer all do', () => {
  expect(approve('bottle', 'bottle')).toMatchObject({ destination: null, expiresAt: null, usesLeft: null });
  expect(approve('host', 'bottle').destination).toBe(A_HOST);
  expect(approve('bottle', 'host').destination).toBe(A_HOST);
  expect(approve('bottle', 'bottle', { host_only: true }).destination).toBe(A_HOST);
  expect(approve('host', 'bottle', { host_only: false }).destination).toBe(A_HOST);
});

it('counts time from the answer, and takes every given limit', () => {
  expect(approve('bottle', 'bottle', { ttl_seconds: 0.5, uses: 3 })).toEqual({
    key: valueKey('A'),
    destination: null,
    approvedAt: 100,
    expiresAt: 600,
    usesLeft: 3,
    proposal: 'p1',
  });
});
