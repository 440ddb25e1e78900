import type { Destination, ValueKey } from './hold-events.ts';
import type { ProposalId } from './proposal.ts';
import { fingerprintOf } from './value-key.ts';

/** What a person sees of a safe token. Times are milliseconds of the machine's monotonic clock. */
export interface SafeTokenView {
  readonly fingerprint: string;
  /** The only place it may go to; null: any allowed one. */
  readonly destination: Destination | null;
  readonly approvedAt: number;
  readonly expiresAt: number | null;
  readonly usesLeft: number | null;
  /** The proposal whose approval made it safe. */
  readonly proposal: ProposalId;
}

export interface SafeToken extends Omit<SafeTokenView, 'fingerprint'> {
  readonly key: ValueKey;
}

/** One approval that stands: `id` tells it from others of the same value. */
interface Entry extends Omit<SafeToken, 'usesLeft'> {
  readonly id: string;
  usesLeft: number | null;
}

/** Who watches the clock for approvals with an end; calls {@link SafeTokens.expire} when it has come. */
export interface ApprovalClock {
  set(id: string, at: number, key: ValueKey): void;
  clear(id: string): void;
}

/** The values that may pass, by key and approval. Lives in memory only (S19). */
export class SafeTokens {
  readonly #entries = new Map<ValueKey, readonly Entry[]>();
  readonly #clock: ApprovalClock;
  #added = 0;

  constructor(clock: ApprovalClock) {
    this.#clock = clock;
  }

  add(token: SafeToken): void {
    const entry: Entry = { ...token, id: `safe ${this.#added++}` };
    this.#keep(token.key, (other) => !covers(entry, other));
    this.#entries.set(token.key, [...(this.#entries.get(token.key) ?? []), entry]);
    if (entry.expiresAt !== null) this.#clock.set(entry.id, entry.expiresAt, entry.key);
  }

  isSafe(key: ValueKey, destination: Destination, at: number): boolean {
    return this.#standing(key, destination, at).length > 0;
  }

  /**
   * Counts one released request against the approval that is worn least by it: an unlimited one, else one limited
   * in time, else one use of the one that ends first. True where that used an approval up.
   */
  consume(key: ValueKey, destination: Destination, at: number): boolean {
    const [entry] = this.#standing(key, destination, at).sort(byWear);
    if (entry === undefined || entry.usesLeft === null) return false;
    entry.usesLeft--;
    if (entry.usesLeft > 0) return false;
    this.#keep(key, (other) => other !== entry);
    return true;
  }

  expire(key: ValueKey, id: string): void {
    this.#keep(key, (entry) => entry.id !== id);
  }

  /** Takes away all approvals of the values with this fingerprint, or of all; returns the keys concerned. */
  revoke(fingerprint: string | 'all'): readonly ValueKey[] {
    const keys = [...this.#entries.keys()].filter(
      (key) => fingerprint === 'all' || fingerprintOf(key) === fingerprint,
    );
    for (const key of keys) this.#keep(key, () => false);
    return keys;
  }

  list(at: number): readonly SafeTokenView[] {
    return [...this.#entries.values()].flat().flatMap(({ key, id: _, ...entry }) => {
      if (hasEnded(entry, at)) return [];
      return [{ fingerprint: fingerprintOf(key), ...entry }];
    });
  }

  #standing(key: ValueKey, destination: Destination, at: number): Entry[] {
    const entries = this.#entries.get(key) ?? [];
    return entries.filter(
      (entry) => (entry.destination === null || entry.destination === destination) && !hasEnded(entry, at),
    );
  }

  #keep(key: ValueKey, wanted: (entry: Entry) => boolean): void {
    const left: Entry[] = [];
    for (const entry of this.#entries.get(key) ?? []) {
      if (wanted(entry)) left.push(entry);
      else this.#clock.clear(entry.id);
    }
    if (left.length === 0) this.#entries.delete(key);
    else this.#entries.set(key, left);
  }
}

function hasEnded(entry: Pick<SafeToken, 'expiresAt'>, at: number): boolean {
  return entry.expiresAt !== null && at >= entry.expiresAt;
}

/** An approval without limits makes every other one that opens no more than it superfluous. */
function covers(entry: Entry, other: Entry): boolean {
  if (entry.expiresAt !== null || entry.usesLeft !== null) return false;
  return entry.destination === null || entry.destination === other.destination;
}

function byWear(one: Entry, other: Entry): number {
  return limits(one) - limits(other) || endOf(one) - endOf(other);
}

function limits(entry: Entry): number {
  if (entry.usesLeft !== null) return 2;
  return entry.expiresAt === null ? 0 : 1;
}

function endOf(entry: Entry): number {
  return entry.expiresAt ?? Number.MAX_VALUE;
}
