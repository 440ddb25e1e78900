import type { CloseReason } from '../../core/approval/proposal.ts';
import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import type { ResponseStatus } from '../../core/approval/response.ts';
import { evidenceOf } from '../token-evidence.ts';
import { firstToGiveUp } from '../urgency.ts';
import type { ProposalEvent } from '../watch.ts';

/**
 * What leaves this machine about a question, as JSON for programs. It goes to services of others, so there is neither the
 * value nor its surroundings in it: no context, no path, no justification that an agent wrote.
 */
export interface Notice {
  readonly version: 1;
  readonly event: 'proposed' | 'closed';
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly bottle: string | null;
  readonly proposal: NoticeProposal;
  /** Of `proposed`. */
  readonly waiting: number | null;
  /** When the first waiting client is known to give up. */
  readonly gives_up_at: string | null;
  /** Of `closed`. */
  readonly reason: CloseReason | null;
  readonly status: ResponseStatus | null;
}

export interface NoticeProposal {
  readonly id: string;
  readonly tool: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly method: string | null;
  readonly kind: string | null;
  readonly secret_name: string | null;
  readonly fingerprint: string | null;
  readonly new_destination: boolean;
  readonly expires_at: string | null;
}

/** Longest text of a field; what is shown in a notification is short. */
const MAX_TEXT = 200;

export function proposedNotice(item: QueuedProposal, now: Date): Notice {
  const first = firstToGiveUp(item);
  return {
    version: 1,
    event: 'proposed',
    at: now.toISOString(),
    bottle: plain(item.proposal.bottle_slug),
    proposal: proposalIn(item),
    waiting: item.state?.waiters.length ?? 0,
    gives_up_at: first === null ? null : new Date(first).toISOString(),
    reason: null,
    status: null,
  };
}

/** @param known the proposal as it was open; null where it was not seen */
export function closedNotice(
  { id, reason, status }: Extract<ProposalEvent, { readonly event: 'closed' }>,
  known: QueuedProposal | null,
  now: Date,
): Notice {
  return {
    version: 1,
    event: 'closed',
    at: now.toISOString(),
    bottle: known === null ? null : plain(known.proposal.bottle_slug),
    proposal: known === null ? unknownProposal(id) : proposalIn(known),
    waiting: null,
    gives_up_at: null,
    reason,
    status,
  };
}

function proposalIn({ proposal }: QueuedProposal): NoticeProposal {
  const { host, port, method, kind, secretName, fingerprint, newDestination } = evidenceOf(proposal);
  return {
    id: proposal.id,
    tool: proposal.tool,
    host: plain(host),
    port,
    method: plain(method),
    kind: plain(kind),
    secret_name: plain(secretName),
    fingerprint: plain(fingerprint),
    new_destination: newDestination,
    expires_at: proposal.expires_at,
  };
}

function unknownProposal(id: string): NoticeProposal {
  return {
    id,
    tool: null,
    host: null,
    port: null,
    method: null,
    kind: null,
    secret_name: null,
    fingerprint: null,
    new_destination: false,
    expires_at: null,
  };
}

/** One line of visible characters: whatever shows it, no part of it acts (I7). */
function plain(text: string | null): string | null {
  if (text === null) return null;
  const shown = text.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '\u{fffd}');
  return shown.length <= MAX_TEXT ? shown : `${shown.slice(0, MAX_TEXT)}…`;
}
