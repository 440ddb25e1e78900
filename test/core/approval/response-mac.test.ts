import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, proposalIdFrom } from '../../../src/core/approval/proposal.ts';
import { parseResponse, type Response, serialiseResponse } from '../../../src/core/approval/response.ts';
import { hasValidMac, macOf, signed } from '../../../src/core/approval/response-mac.ts';

const KEY = Buffer.from('an answer without this key is none\n');
const id = proposalIdFrom(Buffer.alloc(20, 1));
const digest = digestOf(Buffer.from('x'));
const answer: Response = {
  proposal_id: id,
  status: 'approved',
  notes: 'wörds "here"',
  scope: { uses: 1, ttl_seconds: 1.5 },
};

describe('a keyed response', () => {
  it('Q2: is keyed over its canonical JSON without the mac', () => {
    const text = `{"notes":"wörds \\"here\\"","proposal_id":"${id}","scope":{"ttl_seconds":1.5,"uses":1},"status":"approved"}`;
    expect(macOf(KEY, answer)).toBe(createHmac('sha256', KEY).update(text).digest('hex'));
    expect(macOf(KEY, signed(KEY, answer))).toBe(macOf(KEY, answer));
  });

  it('Q2: counts where its key is the right one', () => {
    const parsed = parseResponse(serialiseResponse(signed(KEY, answer)), { id, digest, key: KEY });
    expect(parsed).toEqual({ kind: 'response', response: signed(KEY, answer) });
  });

  it.each([
    ['without a mac', answer],
    ['with an empty mac', { ...answer, mac: '' }],
    ['with another key’s', signed(Buffer.from('another key, just as long as it is'), answer)],
    ['in upper case', { ...answer, mac: macOf(KEY, answer).toUpperCase() }],
    ['of another answer', { ...answer, mac: macOf(KEY, { ...answer, status: 'rejected' } as Response) }],
    ['that was widened', { ...signed(KEY, answer), scope: { uses: 100 } }],
  ] as const)('Q2 C1: is malformed %s', (_, forged) => {
    expect(hasValidMac(KEY, forged)).toBe(false);
    const parsed = parseResponse(serialiseResponse(forged), { id, digest, key: KEY });
    expect(parsed.kind).toBe('malformed');
  });

  it('is as good as another where no key is asked for', () => {
    expect(parseResponse(serialiseResponse(signed(KEY, answer)), { id, digest }).kind).toBe('response');
  });
});
