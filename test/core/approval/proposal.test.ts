import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../../src/core/approval/proposal.ts';
import {
  digestOf,
  isProposalId,
  parseProposal,
  proposalIdFrom,
  serialiseProposal,
  TOOLS,
} from '../../../src/core/approval/proposal.ts';

const PROPOSAL: Proposal = {
  version: 1,
  id: proposalIdFrom(Buffer.alloc(17, 7)),
  tool: 'egress-token-allow',
  bottle_slug: 'demo',
  created_at: '2026-01-01T00:00:00.000Z',
  expires_at: '2026-01-01T00:15:00.000Z',
  proposed_file: 'egress blocked…\n',
  justification: 'why',
  details: { host: 'a.example.com', nested: { list: [1, null] } },
};

describe('proposal files', () => {
  it('S7: reads back what is written, with the digest of its bytes', () => {
    const bytes = serialiseProposal(PROPOSAL);
    expect(bytes.toString()).toMatch(/^\{\n {2}"version": 1,\n/);
    expect(bytes.at(-1)).toBe(0x0a);
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(digestOf(bytes)).toBe(digest);
    const parsed = parseProposal(bytes);
    expect(parsed.kind === 'proposal' && JSON.stringify(parsed.proposal)).toBe(JSON.stringify(PROPOSAL));
    expect(parsed.kind === 'proposal' && parsed.digest).toBe(digest);
  });

  it('S17: takes the proposals of every tool', () => {
    for (const tool of TOOLS) {
      expect(parseProposal(serialiseProposal({ ...PROPOSAL, tool })).kind).toBe('proposal');
    }
  });

  it.each([
    ['an unknown tool', { tool: 'shell' }],
    ['another version', { version: 2 }],
    ['an id with a path in it', { id: '../../../../etc/passwd/aaaaaaaaaaaa' }],
    ['a short id', { id: 'abc' }],
    ['a time that is none', { created_at: 'now' }],
    ['details that are a list', { details: [] }],
    ['an unknown key', { status: 'approved' }],
  ])('Q7: %s is malformed', (_, change) => {
    const bytes = Buffer.from(JSON.stringify({ ...PROPOSAL, ...change }));
    expect(parseProposal(bytes).kind).toBe('malformed');
  });

  it('Q6: a cut file is incomplete', () => {
    expect(parseProposal(serialiseProposal(PROPOSAL).subarray(0, 100))).toEqual({ kind: 'incomplete' });
  });
});

describe('proposal ids', () => {
  it('Q3: carry every one of 128 random bits, in 26 of [a-z0-9]', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(127), (random, bit) => {
        const id = proposalIdFrom(random);
        expect(id).toMatch(/^[a-z0-9]{26}$/);
        expect(isProposalId(id)).toBe(true);
        const other = Uint8Array.from(random, (byte, index) =>
          index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
        );
        expect(proposalIdFrom(other)).not.toBe(id);
      }),
    );
  });

  it('Q3: too little randomness makes no id', () => {
    expect(() => proposalIdFrom(new Uint8Array(15))).toThrow(RangeError);
  });

  it.each([
    '',
    'a'.repeat(25),
    'a'.repeat(65),
    'A'.repeat(26),
    `${'a'.repeat(26)}\n`,
    `../${'a'.repeat(26)}`,
    `${'a'.repeat(13)}\u0000${'a'.repeat(13)}`,
  ])('Q4: %j is no id', (text) => {
    expect(isProposalId(text)).toBe(false);
  });
});
