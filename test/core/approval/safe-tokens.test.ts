import { describe, expect, it } from 'vitest';
import type { SafeToken } from '../../../src/core/approval/safe-tokens.ts';
import { SafeTokens } from '../../../src/core/approval/safe-tokens.ts';
import { A_HOST, B_HOST, proposalId, valueKey } from './conversation.ts';

const A = valueKey('A');

/** A set, and what its clock was told. */
function setWith(...tokens: Partial<SafeToken>[]) {
  const clock: string[] = [];
  const safe = new SafeTokens({
    set: (id, at) => clock.push(`${id} ends ${at}`),
    clear: (id) => clock.push(`${id} cleared`),
  });
  for (const token of tokens) {
    safe.add({
      key: A,
      destination: null,
      approvedAt: 0,
      expiresAt: null,
      usesLeft: null,
      proposal: proposalId('p1'),
      ...token,
    });
  }
  const uses = () => safe.list(0).map(({ usesLeft }) => usesLeft);
  return { safe, clock, uses };
}

describe('SafeTokens', () => {
  it('I6: knows the very value to the very destination, until the very end', () => {
    const { safe } = setWith({ destination: A_HOST, expiresAt: 10 });
    expect(safe.isSafe(A, A_HOST, 9)).toBe(true);
    expect(safe.isSafe(A, A_HOST, 10)).toBe(false);
    expect(safe.isSafe(A, B_HOST, 9)).toBe(false);
    expect(safe.isSafe(A, 'http://a.example.com:443', 9)).toBe(false);
    expect(safe.isSafe(A, 'https://a.example.com:8443', 9)).toBe(false);
    expect(safe.isSafe(valueKey('B'), A_HOST, 9)).toBe(false);
  });

  it('Q24: counts a use only where no wider approval stands: unlimited first, then in time, then uses', () => {
    const { safe, uses } = setWith({ usesLeft: 2 }, { expiresAt: 10 });
    expect(safe.consume(A, A_HOST, 0)).toBe(false);
    expect(uses()).toEqual([2, null]);
    expect(safe.consume(A, A_HOST, 10)).toBe(false);
    expect(uses()).toEqual([1, null]);
    expect(safe.consume(A, A_HOST, 11)).toBe(true);
    expect(safe.isSafe(A, A_HOST, 11)).toBe(false);
    expect(safe.consume(A, A_HOST, 11)).toBe(false);
  });

  it('Q24: takes the use that would end first, and none of another destination', () => {
    const { safe, uses } = setWith(
      { usesLeft: 5 },
      { usesLeft: 5, expiresAt: 10 },
      { usesLeft: 5, expiresAt: 3, destination: B_HOST },
    );
    safe.consume(A, A_HOST, 0);
    expect(uses()).toEqual([5, 4, 5]);
    safe.consume(A, B_HOST, 0);
    expect(uses()).toEqual([5, 4, 4]);
  });

  it('I8: an approval without limits replaces those that it covers, and only those', () => {
    const { safe, uses } = setWith({ usesLeft: 1 }, { destination: B_HOST, usesLeft: 2 });
    safe.add({
      key: A,
      destination: B_HOST,
      approvedAt: 1,
      expiresAt: null,
      usesLeft: null,
      proposal: proposalId('p2'),
    });
    expect(uses()).toEqual([1, null]);
    safe.add({
      key: A,
      destination: null,
      approvedAt: 2,
      expiresAt: null,
      usesLeft: null,
      proposal: proposalId('p3'),
    });
    expect(uses()).toEqual([null]);
  });

  it('tells its clock of every end, and takes it back when the approval goes otherwise', () => {
    const { safe, clock } = setWith({ expiresAt: 10 }, { expiresAt: 20, usesLeft: 1 }, { expiresAt: 30 });
    safe.expire(A, 'safe 0');
    safe.consume(A, A_HOST, 35);
    safe.revoke('all');
    expect(clock).toEqual([
      'safe 0 ends 10',
      'safe 1 ends 20',
      'safe 2 ends 30',
      'safe 0 cleared',
      'safe 1 cleared',
      'safe 2 cleared',
    ]);
  });

  it('revokes by fingerprint, all approvals of the value at once', () => {
    const { safe } = setWith({ usesLeft: 1 }, { destination: B_HOST }, { key: valueKey('B') });
    expect(safe.revoke('a'.repeat(16))).toEqual([A]);
    expect(safe.list(0).map(({ fingerprint }) => fingerprint)).toEqual(['b'.repeat(16)]);
    expect(safe.revoke('c'.repeat(16))).toEqual([]);
  });

  it('Q23: shows a fingerprint and never the key', () => {
    const { safe } = setWith({ expiresAt: 10 });
    expect(JSON.stringify(safe.list(0))).not.toContain(A);
    expect(safe.list(0)).toEqual([
      {
        fingerprint: 'a'.repeat(16),
        destination: null,
        approvedAt: 0,
        expiresAt: 10,
        usesLeft: null,
        proposal: 'p1',
      },
    ]);
    expect(safe.list(10)).toEqual([]);
  });
});
