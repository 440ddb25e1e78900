import type { ArchivedProposal, QueuedProposal } from '../../core/approval/queue-port.ts';
import type { ProposalEvent } from '../../supervisor/watch.ts';

/** The proposal's own fields, and beside them what a script needs to decide: `digest`, `answered`, `state`. */
export function queuedJson(item: QueuedProposal): Readonly<Record<string, unknown>> {
  return { ...item.proposal, digest: item.digest, answered: item.answered, state: item.state };
}

export function archivedJson(item: ArchivedProposal): Readonly<Record<string, unknown>> {
  return { ...item.proposal, digest: item.digest, response: item.response, outcome: item.outcome };
}

export function eventJson(event: ProposalEvent): Readonly<Record<string, unknown>> {
  if (event.event === 'closed') return event;
  return { event: event.event, ...queuedJson(event.proposal) };
}
