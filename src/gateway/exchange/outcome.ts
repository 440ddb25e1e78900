import type { BlockCode, Refusal } from '../../core/policy/refusal.ts';
import {
  refusalBody,
  refusalHeaders,
  upstreamFaultBody,
  upstreamFaultStatus,
} from '../../core/policy/refusal-body.ts';
import type { UpstreamFaultCode } from '../dial/upstream-fault.ts';
import { malformedBody } from '../listener/raw-answer.ts';
import type { Answer } from './answer.ts';

/** How an exchange ended. */
export type ExchangeOutcome =
  | { readonly result: 'malformed'; readonly status: number; readonly problem: string }
  | { readonly result: 'refused'; readonly refusal: Refusal }
  | { readonly result: 'fault'; readonly code: UpstreamFaultCode }
  | { readonly result: 'forwarded'; readonly status: number; readonly bytes: number }
  /** The answer turned out to hold an injection after the client had its beginning. */
  | { readonly result: 'cut'; readonly code: BlockCode; readonly status: number; readonly bytes: number }
  | { readonly result: 'client_gone' };

/** A refusal that no detector and no person had a part in. */
export function refused(code: BlockCode, detector: Refusal['detector'] = null): ExchangeOutcome {
  return { result: 'refused', refusal: { code, outcome: null, detector, proposal: null } };
}

/** What the client gets to see; null where it has its answer already, or has left. */
export function answerTo(outcome: ExchangeOutcome): Omit<Answer, 'close'> | null {
  switch (outcome.result) {
    case 'malformed':
      return {
        status: outcome.status,
        headers: { 'content-type': 'application/json', 'x-should-retry': 'false' },
        body: malformedBody(outcome.problem),
      };
    case 'refused':
      return { status: 403, headers: refusalHeaders(outcome.refusal), body: refusalBody(outcome.refusal) };
    case 'fault':
      return {
        status: upstreamFaultStatus(outcome.code),
        headers: { 'content-type': 'application/json' },
        body: upstreamFaultBody(outcome.code),
      };
    case 'forwarded':
    case 'cut':
    case 'client_gone':
      return null;
  }
}
