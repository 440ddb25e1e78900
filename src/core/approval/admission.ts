import type { Destination, HoldFinding } from './hold-events.ts';
import type { HoldRefusal } from './hold-refusal.ts';
import { tokenRefusal } from './hold-refusal.ts';
import type { HoldSettings } from './hold-settings.ts';
import type { Hold, Holds } from './holds.ts';
import type { ProposalId } from './proposal.ts';
import type { Questions } from './questions.ts';
import type { Rejections } from './rejections.ts';

/** A finding that nobody approved, with the id that its proposal would get. */
export interface Unapproved {
  readonly finding: HoldFinding;
  readonly freshId: ProposalId | undefined;
}

/** What a request would need in order to be held, or to be held on. */
export interface Applicant {
  readonly held: Hold | null;
  readonly destination: Destination;
  readonly bytes: number;
  /** One of each value, in the order of the findings. */
  readonly unapproved: readonly Unapproved[];
  /** An operator is required, and none is there. */
  readonly unattended?: boolean;
}

interface House {
  readonly settings: HoldSettings;
  readonly holds: Holds;
  readonly questions: Questions;
  readonly rejections: Rejections;
  readonly stopped: boolean;
  readonly now: number;
}

/** Why its questions may not be asked, or null. Checked before anything is kept or written: who is refused leaves nothing behind. */
export function reasonToRefuse(applicant: Applicant, house: House): HoldRefusal | null {
  const { unapproved, destination } = applicant;
  const first = unapproved[0]?.finding;
  if (house.stopped) return tokenRefusal('shutdown', first);
  const reserved = unapproved.find(({ finding }) => !finding.approvable);
  if (reserved !== undefined) return tokenRefusal('not_approvable', reserved.finding);
  if (!house.settings.wired) return tokenRefusal('no_supervisor', first);
  for (const { finding } of unapproved) {
    const rejected = house.rejections.find(finding.key, destination, house.now);
    if (rejected !== null) return tokenRefusal('rejected', finding, rejected);
  }
  if (applicant.unattended === true && unapproved.length > 0) return tokenRefusal('no_operator', first);
  return reasonOfSpace(applicant, house);
}

function reasonOfSpace(applicant: Applicant, { settings, holds, questions }: House): HoldRefusal | null {
  const { held, bytes, unapproved, destination } = applicant;
  const fresh = unapproved.filter(({ finding }) => questions.find(finding.key, destination) === null);
  const concerned = (fresh[0] ?? unapproved[0])?.finding;
  const tooManyHeld =
    held === null && (holds.size >= settings.maxHeld || holds.bytes + bytes > settings.heldBytes);
  const tooManyPending = fresh.length > 0 && questions.size + fresh.length > settings.maxPending;
  if (tooManyHeld || tooManyPending) return tokenRefusal('queue_full', concerned);
  // An id that is missing or taken cannot be written: it never replaces another proposal (Q3).
  const unnamed = fresh.find(({ freshId }) => freshId === undefined || questions.get(freshId) !== null);
  return unnamed === undefined ? null : tokenRefusal('queue_error', unnamed.finding);
}
