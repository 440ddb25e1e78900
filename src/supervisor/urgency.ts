import type { QueuedProposal } from '../core/approval/queue-port.ts';

/** When the first waiting client is known to give up, in milliseconds of the epoch; null where none is known to. */
export function firstToGiveUp(item: QueuedProposal): number | null {
  const times = (item.state?.waiters ?? [])
    .map((waiter) => (waiter.gives_up_at === null ? Number.NaN : Date.parse(waiter.gives_up_at)))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : Math.min(...times);
}

interface Ranked {
  readonly item: QueuedProposal;
  readonly givesUpAt: number;
  readonly isWaitedFor: boolean;
}

/**
 * The patience clock: first those whose client gives up soonest, then those that somebody waits for at all, then the
 * rest; the older before the younger.
 */
export function byUrgency(items: readonly QueuedProposal[]): readonly QueuedProposal[] {
  return items
    .map(ranked)
    .sort(compare)
    .map(({ item }) => item);
}

function ranked(item: QueuedProposal): Ranked {
  return {
    item,
    givesUpAt: firstToGiveUp(item) ?? Number.POSITIVE_INFINITY,
    isWaitedFor: (item.state?.waiters.length ?? 0) > 0,
  };
}

function compare(a: Ranked, b: Ranked): number {
  if (a.givesUpAt !== b.givesUpAt) return a.givesUpAt < b.givesUpAt ? -1 : 1;
  if (a.isWaitedFor !== b.isWaitedFor) return a.isWaitedFor ? -1 : 1;
  const [one, other] = [a.item.proposal, b.item.proposal];
  if (one.created_at !== other.created_at) return one.created_at < other.created_at ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
