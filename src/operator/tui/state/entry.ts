import type { QueuedProposal } from '../../../core/approval/queue-port.ts';
import { destinationShown, evidenceOf } from '../../../supervisor/token-evidence.ts';
import { firstToGiveUp } from '../../../supervisor/urgency.ts';

/** An open proposal with what ordering and filtering ask of it again and again, worked out once. */
export interface Entry {
  readonly id: string;
  readonly item: QueuedProposal;
  /** Milliseconds of the epoch; infinity where no client is known to give up. */
  readonly givesUpAt: number;
  readonly waiters: number;
  /** What `/` looks through, in lower case. */
  readonly searched: string;
  /** Its bytes are not those that were shown first: somebody changed the file (U5). */
  readonly changed: boolean;
}

export function entryOf(item: QueuedProposal, before: Entry | undefined): Entry {
  const isSameFile = before !== undefined && before.item.digest === item.digest;
  return {
    id: item.proposal.id,
    item,
    givesUpAt: firstToGiveUp(item) ?? Number.POSITIVE_INFINITY,
    waiters: item.state?.waiters.length ?? 0,
    searched: isSameFile ? before.searched : searchedIn(item),
    changed: before !== undefined && (before.changed || !isSameFile),
  };
}

/** The patience clock, as `byUrgency` has it for proposals. An answered one only waits to be closed: it stands last. */
export function byPatience(a: Entry, b: Entry): number {
  if (a.item.answered !== b.item.answered) return a.item.answered ? 1 : -1;
  if (a.givesUpAt !== b.givesUpAt) return a.givesUpAt < b.givesUpAt ? -1 : 1;
  const waiting = Number(b.waiters > 0) - Number(a.waiters > 0);
  if (waiting !== 0) return waiting;
  const [askedA, askedB] = [a.item.proposal.created_at, b.item.proposal.created_at];
  if (askedA !== askedB) return askedA < askedB ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** A limit can be set to the approval of a token, and to nothing else. */
export function isScopable(entry: Entry): boolean {
  return entry.item.proposal.tool === 'egress-token-allow';
}

/** The gateway was told to let no provisioned secret through (S21). */
export function isRejectOnly(entry: Entry): boolean {
  return evidenceOf(entry.item.proposal).approvable === false;
}

/** A known secret on its way to a host that nothing was sent to before: needs a second key (Q17). */
export function needsSecondKey(entry: Entry): boolean {
  const { detector, secretName, seenHost } = evidenceOf(entry.item.proposal);
  const isKnownSecret = detector === 'known_secrets' || secretName !== null;
  return isKnownSecret && (seenHost === null || seenHost <= 0);
}

function searchedIn({ proposal }: QueuedProposal): string {
  const evidence = evidenceOf(proposal);
  return [
    proposal.id,
    proposal.tool,
    proposal.bottle_slug,
    destinationShown(evidence),
    evidence.host,
    evidence.kind,
    evidence.vendor,
    evidence.secretName,
    evidence.method,
  ]
    .filter((part) => part !== null)
    .join(' ')
    .toLowerCase();
}
