import type { QueuedProposal } from '../core/approval/queue-port.ts';

/** When the first waiting client is known to give up, in milliseconds of the epoch; null where none is known to. */
export function firstToGiveUp(item: QueuedProposal): number | null {
  const times = (item.state?.waiters ?? [])
    .map((waiter) => (waiter.gives_up_at === null ? Number.NaN : Date.parse(waiter.gives_up_at)))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : Math.min(...times);
}

/**
 * The patience clock: first those whose client gives up soonest, then those that somebody waits for at all, then the
 * rest; the older before the younger.
 */
export function byUrgency(a: QueuedProposal, b: QueuedProposal): number {
  const impatienceA = firstToGiveUp(a) ?? Number.POSITIVE_INFINITY;
  const impatienceB = firstToGiveUp(b) ?? Number.POSITIVE_INFINITY;
  if (impatienceA !== impatienceB) return impatienceA < impatienceB ? -1 : 1;
  const waiting = Number(isWaitedFor(b)) - Number(isWaitedFor(a));
  if (waiting !== 0) return waiting;
  if (a.proposal.created_at !== b.proposal.created_at) {
    return a.proposal.created_at < b.proposal.created_at ? -1 : 1;
  }
  return a.proposal.id < b.proposal.id ? -1 : 1;
}

function isWaitedFor(item: QueuedProposal): boolean {
  return (item.state?.waiters.length ?? 0) > 0;
}
