import type { QueuedProposal } from '../../../core/approval/queue-port.ts';
import type { Response } from '../../../core/approval/response.ts';
import type { DecisionResult } from '../../../supervisor/decision.ts';
import { evidenceOf } from '../../../supervisor/token-evidence.ts';

/** What a proposal is about, in a few words. Text from outside: the view makes it safe. */
export function subjectOf({ proposal }: QueuedProposal): string {
  const { host, kind, secretName } = evidenceOf(proposal);
  const what = secretName ?? kind ?? proposal.tool;
  return host === null ? `${what} of ${proposal.bottle_slug}` : `${what} to ${host}`;
}

/** How somebody ended it: `rejected by ada at 10:02:03 (no such key)`. */
export function decisionWords(response: Response | null): string {
  if (response === null) return 'by an answer that cannot be read';
  const { status, decided_by, decided_at, notes } = response;
  const time = /T(\d\d:\d\d:\d\d)/.exec(decided_at ?? '')?.[1];
  return [
    status,
    ...(decided_by === undefined ? [] : [`by ${decided_by}`]),
    ...(time === undefined ? [] : [`at ${time} UTC`]),
    ...(notes.trim() === '' ? [] : [`(${notes.slice(0, 200)})`]),
  ].join(' ');
}

export function endOf(
  result: Extract<DecisionResult, { readonly kind: 'already_decided' | 'closed' | 'unknown' }>,
): string {
  switch (result.kind) {
    case 'already_decided':
      return decisionWords(result.response);
    case 'closed':
      return result.outcome?.reason ?? 'without an answer';
    case 'unknown':
      return 'it is in the queue no more';
  }
}
