import { RecentMap } from '../recent-map.ts';
import type { Destination, HoldFinding, HoldId, ValueKey } from './hold-events.ts';
import type { ProposalId, Waiter } from './proposal.ts';

/** A request that is kept until its values are safe or it ends. */
export interface Hold {
  readonly id: HoldId;
  readonly destination: Destination;
  readonly bytes: number;
  readonly waiter: Waiter;
  readonly deadline: number;
  /** Place in the order of arrival. */
  readonly arrival: number;
  /** Between a `rescan` and its report. */
  rescanning: boolean;
  /** What the last scan saw in it: to be asked for, in the order of the findings, and what was safe already. */
  findings: ReadonlyMap<ValueKey, HoldFinding>;
  excused: ReadonlySet<ValueKey>;
  /** The open questions it waits for. */
  readonly questions: Map<ValueKey, ProposalId>;
}

/**
 * Reports of a rescan may come after their hold has ended, and must not look like new requests. As many ended
 * holds are remembered; a report later than that many others has no gateway that would send it.
 */
const ENDED_REMEMBERED = 16_384;

/** The requests that are held, in the order of their arrival and by the values in them. */
export class Holds {
  readonly #byId = new Map<HoldId, Hold>();
  readonly #byValue = new Map<ValueKey, Set<Hold>>();
  readonly #ended = new RecentMap<HoldId, true>(ENDED_REMEMBERED);
  #arrived = 0;
  #bytes = 0;

  get size(): number {
    return this.#byId.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(id: HoldId): Hold | null {
    return this.#byId.get(id) ?? null;
  }

  /** Was it held once, and is no more? */
  hasEnded(id: HoldId): boolean {
    return this.#ended.get(id) ?? false;
  }

  all(): readonly Hold[] {
    return [...this.#byId.values()];
  }

  /** Those in which the last scan saw this value, first come first. */
  withValue(key: ValueKey): readonly Hold[] {
    return [...(this.#byValue.get(key) ?? [])].sort((one, other) => one.arrival - other.arrival);
  }

  add(hold: Pick<Hold, 'id' | 'destination' | 'bytes' | 'waiter' | 'deadline'>): Hold {
    const { id, destination, bytes, waiter, deadline } = hold;
    const added: Hold = {
      id,
      destination,
      bytes,
      waiter,
      deadline,
      arrival: this.#arrived++,
      rescanning: false,
      findings: new Map(),
      excused: new Set(),
      questions: new Map(),
    };
    this.#byId.set(id, added);
    this.#bytes += bytes;
    return added;
  }

  /** Replaces what is known to be in a request. */
  setValues(hold: Hold, findings: ReadonlyMap<ValueKey, HoldFinding>, excused: ReadonlySet<ValueKey>): void {
    this.#forgetValues(hold);
    hold.findings = findings;
    hold.excused = excused;
    for (const key of valuesOf(hold)) {
      const holds = this.#byValue.get(key) ?? new Set();
      this.#byValue.set(key, holds.add(hold));
    }
  }

  remove(hold: Hold): void {
    if (!this.#byId.delete(hold.id)) return;
    this.#forgetValues(hold);
    this.#bytes -= hold.bytes;
    this.#ended.set(hold.id, true);
  }

  #forgetValues(hold: Hold): void {
    for (const key of valuesOf(hold)) {
      const holds = this.#byValue.get(key);
      holds?.delete(hold);
      if (holds?.size === 0) this.#byValue.delete(key);
    }
  }
}

export function valuesOf(hold: Hold): readonly ValueKey[] {
  return [...hold.findings.keys(), ...hold.excused];
}
