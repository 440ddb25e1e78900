import type { Response as Answer } from '../../../src/core/approval/response.ts';
import type { DecisionWire, OpenWire } from '../../../src/operator/web/wire.ts';
import type { ApiError } from '../api/client.ts';
import { destinationOf, titleOf } from '../queue/describe.ts';
import { visibleText } from '../text/visible.tsx';

/** What came of a decision, in words for the person who gave it. */
export type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  /** Somebody was first, or the proposal is no more. */
  | { readonly kind: 'lost'; readonly decision: Answer | null; readonly text: string }
  /** It may be sent again. */
  | { readonly kind: 'problem'; readonly text: string };

const VERBS = { approved: 'Approved', modified: 'Approved as changed', rejected: 'Rejected' } as const;

export function endOfDecision(item: OpenWire, decision: DecisionWire, fault: ApiError | null): Outcome {
  if (fault === null) return { kind: 'done', text: doneText(item, decision) };
  const { error, message, decision: winner = null, outcome } = fault.body;
  if (fault.status === 409) {
    if (error === 'already_decided')
      return { kind: 'lost', decision: winner, text: 'Somebody decided first.' };
    if (error === 'stale_digest') {
      return {
        kind: 'problem',
        text: message ?? 'The proposal changed since you opened it. Look at it again.',
      };
    }
    return { kind: 'lost', decision: null, text: `It is closed: ${outcome?.reason ?? 'without an answer'}.` };
  }
  if (fault.status === 404) return { kind: 'lost', decision: null, text: 'It is not there any more.' };
  if (fault.status === 422) return { kind: 'problem', text: message ?? 'The server refused this answer.' };
  return {
    kind: 'problem',
    text: 'No answer came back, so it is not known whether your decision counts. If it is still open when the connection is back, decide again.',
  };
}

function doneText(item: OpenWire, decision: DecisionWire): string {
  const waiting = item.state?.waiters.length ?? 0;
  const what = visibleText(titleOf(item.proposal), 60);
  const where = destinationOf(item.proposal);
  const told =
    waiting === 0
      ? ''
      : ` ${waiting === 1 ? '1 request' : `${waiting} requests`} ${decision.status === 'rejected' ? 'refused' : 'released'}.`;
  return `${VERBS[decision.status]}: ${what}${where === null ? '' : ` → ${visibleText(where, 80)}`}.${told}`;
}
