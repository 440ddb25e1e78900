import { RecentMap } from '../recent-map.ts';
import type { Destination, ValueKey } from './hold-events.ts';
import type { ProposalId } from './proposal.ts';

interface Rejection {
  readonly proposal: ProposalId;
  readonly until: number;
}

const REMEMBERED = 10_000;

/** What was rejected a short while ago is refused without asking again (Q17). */
export class Rejections {
  readonly #recent = new RecentMap<string, Rejection>(REMEMBERED);

  remember(key: ValueKey, destination: Destination, rejection: Rejection): void {
    this.#recent.set(pair(key, destination), rejection);
  }

  /** The proposal that was rejected for it, if that still counts. */
  find(key: ValueKey, destination: Destination, at: number): ProposalId | null {
    const rejection = this.#recent.get(pair(key, destination));
    return rejection !== undefined && at < rejection.until ? rejection.proposal : null;
  }
}

function pair(key: ValueKey, destination: Destination): string {
  return `${key} ${destination}`;
}
