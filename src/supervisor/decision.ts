import type { ProposalOutcome } from '../core/approval/proposal.ts';
import type { Response, ResponseScope } from '../core/approval/response.ts';

/** What a person decided, about which bytes. */
export interface DecisionRequest {
  readonly id: string;
  /** sha256 (hex) of the proposal as it was shown; a decision about other bytes is refused (U5). */
  readonly digest: string;
  readonly status: 'approved' | 'rejected';
  /** The reason. An approval needs one that is more than white space (S14). */
  readonly notes: string;
  readonly decidedBy: string;
  /** Limits of an approval; absent: as wide as the bottle's configuration says. */
  readonly scope?: ResponseScope;
}

export type DecisionResult =
  | { readonly kind: 'recorded'; readonly response: Response }
  /** Somebody was first; null where that answer cannot be read. */
  | { readonly kind: 'already_decided'; readonly response: Response | null }
  /** Closed without an answer: expired, superseded, withdrawn, orphaned. */
  | { readonly kind: 'closed'; readonly outcome: ProposalOutcome | null }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'stale_digest' }
  | { readonly kind: 'reason_required' }
  | { readonly kind: 'notes_too_long'; readonly limit: number }
  | { readonly kind: 'scope_not_applicable' };

/** Characters of a reason: leaves room for the rest of a response within the queue's 64 KiB. */
const NOTES_LIMIT = 4000;

/** What is wrong with a decision before any proposal is looked at, or null. */
export function faultOf(request: DecisionRequest): DecisionResult | null {
  if (request.status === 'approved' && !hasWords(request.notes)) return { kind: 'reason_required' };
  if (request.notes.length > NOTES_LIMIT) return { kind: 'notes_too_long', limit: NOTES_LIMIT };
  if (request.scope !== undefined && request.status === 'rejected') return { kind: 'scope_not_applicable' };
  return null;
}

/** True where something readable is left without white space, controls and invisible characters. */
function hasWords(text: string): boolean {
  return /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u.test(text);
}
