import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProposalId } from '../../../src/core/approval/proposal.ts';
import type { Response } from '../../../src/core/approval/response.ts';
import { parseResponse, serialiseResponse } from '../../../src/core/approval/response.ts';
import { proposalId } from './conversation.ts';

const ID = proposalId('abcdefghijklmnopqrstuvwxyz');
const DIGEST = '0123456789abcdef'.repeat(4);
const expected = { id: ID, digest: DIGEST };
const MINIMAL = { proposal_id: ID, status: 'approved', notes: 'why' };

const parse = (content: unknown) =>
  parseResponse(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)), expected);

describe('parseResponse', () => {
  it('S9: takes the smallest response that the contract allows', () => {
    expect(parse(MINIMAL)).toEqual({ kind: 'response', response: MINIMAL });
  });

  it('reads back what is written, with every optional key present or absent', () => {
    const scope = fc.record(
      {
        host_only: fc.boolean(),
        ttl_seconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        uses: fc.integer({ min: 1 }),
      },
      { requiredKeys: [] },
    );
    const response: fc.Arbitrary<Response> = fc.record(
      {
        version: fc.constant(1 as const),
        proposal_id: fc.constant<ProposalId>(ID),
        status: fc.constantFrom('approved', 'modified', 'rejected'),
        notes: fc.string({ unit: 'grapheme' }),
        decided_by: fc.string(),
        decided_at: fc.constant('2026-01-01T00:00:00.000Z'),
        digest: fc.constant(DIGEST),
        final_file: fc.string({ unit: 'grapheme' }),
        scope,
        mac: fc.constant('0a'.repeat(32)),
      },
      { requiredKeys: ['proposal_id', 'status', 'notes'] },
    );
    fc.assert(
      fc.property(response, (written) => {
        const bytes = serialiseResponse(written);
        expect(bytes.at(-1)).toBe(0x0a);
        expect(parseResponse(bytes, expected)).toEqual({ kind: 'response', response: written });
      }),
    );
  });

  it.each([
    ['no notes', { proposal_id: ID, status: 'rejected' }, 'unexpected notes'],
    ['notes that are no text', { ...MINIMAL, notes: null }, 'unexpected notes'],
    ['an unknown status', { ...MINIMAL, status: 'granted' }, 'unexpected status'],
    ['a status in the wrong case', { ...MINIMAL, status: 'Approved' }, 'unexpected status'],
    ['a status that is true', { ...MINIMAL, status: true }, 'unexpected status'],
    ['an unknown key', { ...MINIMAL, force: true }, 'unknown key'],
    ['an unknown key of the scope', { ...MINIMAL, scope: { all: true } }, 'unknown key'],
    ['another version', { ...MINIMAL, version: 2 }, 'unexpected version'],
    ['a version that is text', { ...MINIMAL, version: '1' }, 'unexpected version'],
    ['another id', { ...MINIMAL, proposal_id: 'b'.repeat(26) }, 'answers another proposal'],
    ['the id in capitals', { ...MINIMAL, proposal_id: ID.toUpperCase() }, 'answers another proposal'],
    ['another digest', { ...MINIMAL, digest: 'f'.repeat(64) }, 'digest of another proposal file'],
    ['the digest in capitals', { ...MINIMAL, digest: DIGEST.toUpperCase() }, 'unexpected digest'],
    ['no uses', { ...MINIMAL, scope: { uses: 0 } }, 'unexpected scope.uses'],
    ['half a use', { ...MINIMAL, scope: { uses: 1.5 } }, 'unexpected scope.uses'],
    ['no time', { ...MINIMAL, scope: { ttl_seconds: 0 } }, 'unexpected scope.ttl_seconds'],
    [
      'time for ever',
      `{"proposal_id":"${ID}","status":"approved","notes":"","scope":{"ttl_seconds":1e999}}`,
      'unexpected scope.ttl_seconds',
    ],
    ['host_only that is text', { ...MINIMAL, scope: { host_only: 'yes' } }, 'unexpected scope.host_only'],
    ['a scope that is null', { ...MINIMAL, scope: null }, 'unexpected scope'],
    ['an array', [MINIMAL], 'not of the expected shape'],
    ['true', true, 'not of the expected shape'],
    ['`__proto__`', `{"__proto__":{},"proposal_id":"${ID}","status":"approved","notes":""}`, 'unknown key'],
    [
      'a status twice',
      `{"proposal_id":"${ID}","status":"rejected","status":"approved","notes":""}`,
      'not one strict JSON text',
    ],
    ['a byte order mark', `\ufeff${JSON.stringify(MINIMAL)}`, 'not one strict JSON text'],
    ['a NUL at its end', `${JSON.stringify(MINIMAL)}\u0000`, 'not one strict JSON text'],
  ])('C3 Q7 S10: %s is malformed', (_, content, reason) => {
    expect(parse(content)).toEqual({ kind: 'malformed', reason });
  });

  it('Q6: a response that is still being written is incomplete at every byte', () => {
    const text = JSON.stringify(MINIMAL);
    for (let end = 0; end < text.length; end++)
      expect(parse(text.slice(0, end))).toEqual({ kind: 'incomplete' });
  });

  it('I4: a problem never repeats what stood in the file', () => {
    const key = fc.string({ minLength: 8, maxLength: 20 }).filter((text) => /^[A-Za-z0-9]+$/.test(text));
    fc.assert(
      fc.property(key, fc.constantFrom('status', 'notes', 'digest', 'scope', 'extra'), (canary, where) => {
        const content =
          where === 'extra' ? { ...MINIMAL, [canary]: 1 } : { ...MINIMAL, [where]: { [canary]: canary } };
        const result = parse(content);
        expect(result.kind).toBe('malformed');
        expect(JSON.stringify(result)).not.toContain(canary);
      }),
    );
  });
});
