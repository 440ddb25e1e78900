import { expect, it } from 'vitest';
import { Rejections } from '../../../src/core/approval/rejections.ts';
import { A_HOST, B_HOST, proposalId, valueKey } from './conversation.ts';

it('Q17: remembers a value and destination until the very end', () => {
  const rejections = new Rejections();
  const A = valueKey('A');
  rejections.remember(A, A_HOST, { proposal: proposalId('p1'), until: 10 });
  expect(rejections.find(A, A_HOST, 9)).toBe('p1');
  expect(rejections.find(A, A_HOST, 10)).toBeNull();
  expect(rejections.find(A, B_HOST, 9)).toBeNull();
  expect(rejections.find(valueKey('B'), A_HOST, 9)).toBeNull();
});
