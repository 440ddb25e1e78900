import { describe, expect, it } from 'vitest';
import type { BlockCode, Outcome } from '../../../src/core/policy/refusal.ts';
import {
  refusalBody,
  refusalHeaders,
  type UpstreamFault,
  upstreamFaultBody,
  upstreamFaultStatus,
} from '../../../src/core/policy/refusal-body.ts';

const CODES: readonly BlockCode[] = [
  'crlf_injection',
  'route_not_allowed',
  'method_not_allowed',
  'path_not_allowed',
  'git_push_blocked',
  'private_address',
  'own_listener',
  'foreign_credential',
  'body_too_large',
  'undecodable_body',
  'not_fully_inspected',
  'websocket_not_allowed',
  'prompt_injection',
];
const OUTCOMES: readonly Outcome[] = [
  'rejected',
  'hold_timeout',
  'expired',
  'no_supervisor',
  'no_operator',
  'queue_full',
  'queue_error',
  'malformed_response',
  'not_approvable',
  'shutdown',
];
const FAULTS: readonly UpstreamFault[] = ['dns', 'connect', 'tls', 'timeout', 'protocol'];

/** One sentence: it ends in the only full stop, and begins with a capital. */
const SENTENCE = /^[A-Z][^.\n]*\.$/;

describe('refusalBody', () => {
  it.each(CODES)('has the contract’s shape and one sentence for %s', (code) => {
    const body = refusalBody({ code, outcome: null, detector: null, proposal: null });
    expect(JSON.parse(body)).toEqual({
      error: 'egress_blocked',
      code,
      outcome: null,
      detector: null,
      proposal: null,
      message: expect.stringMatching(SENTENCE),
    });
  });

  it.each(OUTCOMES)('S10: has one sentence for token_detected by %s', (outcome) => {
    const body = refusalBody({
      code: 'token_detected',
      outcome,
      detector: 'known_secrets',
      proposal: 'abcdefghijklmnopqrstuvwxyz',
    });
    expect(JSON.parse(body)).toEqual({
      error: 'egress_blocked',
      code: 'token_detected',
      outcome,
      detector: 'known_secrets',
      proposal: 'abcdefghijklmnopqrstuvwxyz',
      message: expect.stringMatching(SENTENCE),
    });
  });

  it('X20 R6: the sentence depends on code and outcome alone', () => {
    const message = (detector: 'token_patterns' | 'known_secrets', proposal: string | null): unknown =>
      JSON.parse(refusalBody({ code: 'token_detected', outcome: 'rejected', detector, proposal })).message;
    expect(message('token_patterns', null)).toBe(message('known_secrets', 'abcdefghijklmnopqrstuvwxyz'));
  });

  it('tells every reason apart', () => {
    const messages = [
      ...CODES.map((code) => refusalBody({ code, outcome: null, detector: null, proposal: null })),
      ...OUTCOMES.map((outcome) =>
        refusalBody({ code: 'token_detected', outcome, detector: null, proposal: null }),
      ),
    ].map((body) => JSON.parse(body).message);
    expect(new Set(messages).size).toBe(CODES.length + OUTCOMES.length);
  });
});

describe('refusalHeaders', () => {
  it('S10: tells a machine the code and not to retry', () => {
    expect(refusalHeaders({ code: 'token_detected' })).toEqual({
      'content-type': 'application/json',
      'x-decant-block': 'token_detected',
      'x-should-retry': 'false',
      'cache-control': 'no-store',
    });
  });
});

describe('upstreamFaultBody', () => {
  it.each(FAULTS)('has the same shape for %s', (code) => {
    expect(JSON.parse(upstreamFaultBody(code))).toEqual({
      error: 'upstream',
      code,
      outcome: null,
      detector: null,
      proposal: null,
      message: expect.stringMatching(SENTENCE),
    });
    expect(upstreamFaultStatus(code)).toBe(code === 'timeout' ? 504 : 502);
  });
});
