import type { ProposalOutcome, Tool } from '../core/approval/proposal.ts';
import type { Response, ResponseScope } from '../core/approval/response.ts';

/** What a person decided, about which bytes. */
export interface DecisionRequest {
  readonly id: string;
  /** sha256 (hex) of the proposal as it was shown; a decision about other bytes is refused (U5). */
  readonly digest: string;
  readonly status: 'approved' | 'modified' | 'rejected';
  /** The reason. An approval, modified or not, needs one that is more than white space (S14). */
  readonly notes: string;
  readonly decidedBy: string;
  /** Limits of an approval; absent: as wide as the bottle's configuration says. */
  readonly scope?: ResponseScope;
  /** The file as the person changed it: with `modified`, and with nothing else. */
  readonly finalFile?: string;
}

export type DecisionResult =
  /** `unlogged`: the answer stands, and could not be written to the decision log. */
  | { readonly kind: 'recorded'; readonly response: Response; readonly unlogged?: true }
  /** Somebody was first; null where that answer cannot be read. */
  | { readonly kind: 'already_decided'; readonly response: Response | null }
  /** Closed without an answer: expired, superseded, withdrawn, orphaned. */
  | { readonly kind: 'closed'; readonly outcome: ProposalOutcome | null }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'stale_digest' }
  /** The gateway takes keyed answers only (`hold.response_key_file`), and there is no key here. */
  | { readonly kind: 'key_required' }
  | { readonly kind: 'reason_required' }
  | { readonly kind: 'notes_too_long'; readonly limit: number }
  | { readonly kind: 'scope_not_applicable' }
  /** This tool proposes no file that could be changed (S14), or `finalFile` and `modified` do not come together. */
  | { readonly kind: 'not_modifiable' }
  | { readonly kind: 'file_too_long'; readonly limit: number };

/** Characters of a reason: leaves room for the rest of a response within the queue's 64 KiB. */
const NOTES_LIMIT = 4000;

/** Bytes of a changed file, as JSON writes it, for the same reason. */
const FILE_LIMIT = 48 * 1024;

const MODIFIABLE: ReadonlySet<Tool> = new Set<Tool>(['allow', 'egress-block']);

/** Whether a proposal of this tool is a file that a person may change before it is approved. */
export function isModifiable(tool: Tool): boolean {
  return MODIFIABLE.has(tool);
}

/** What is wrong with a decision before any proposal is looked at, or null. */
export function faultOf(request: DecisionRequest): DecisionResult | null {
  if (request.status !== 'rejected' && !hasWords(request.notes)) return { kind: 'reason_required' };
  if (request.notes.length > NOTES_LIMIT) return { kind: 'notes_too_long', limit: NOTES_LIMIT };
  if (request.scope !== undefined && request.status !== 'approved') return { kind: 'scope_not_applicable' };
  if ((request.status === 'modified') !== (request.finalFile !== undefined))
    return { kind: 'not_modifiable' };
  if (Buffer.byteLength(JSON.stringify(request.finalFile ?? '')) > FILE_LIMIT) {
    return { kind: 'file_too_long', limit: FILE_LIMIT };
  }
  return null;
}

/** True where something readable is left without white space, controls and invisible characters. */
function hasWords(text: string): boolean {
  return /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u.test(text);
}
