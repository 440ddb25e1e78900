import type { ProposalId } from '../../core/approval/proposal.ts';
import type { QueueError } from '../../core/approval/queue-port.ts';
import type { Response } from '../../core/approval/response.ts';
import type { ReadAnswer } from './entries.ts';
import { queueError } from './errno.ts';
import type { QueueClock } from './store.ts';

/** contract.md: what is incomplete or has two links counts as "not yet" for this long. */
export const PATIENCE_MS = 250;
/** While something is "not yet": its last name goes, or its last byte comes, with no event for it. */
const AGAIN_MS = 5;

export interface AnswerSource {
  readonly clock: QueueClock;
  read(id: ProposalId, digest: string): Promise<ReadAnswer>;
  /** Rejects where the directory is not the one that was checked at start. */
  verify(): Promise<void>;
  answered(id: ProposalId, response: Response): void;
  malformed(id: ProposalId, reason: string): void;
  failed(error: QueueError): void;
}

interface Pending {
  readonly id: ProposalId;
  readonly digest: string;
  firstSeen: number | null;
  again: boolean;
  looking: Promise<void> | null;
  cancelTimer: () => void;
}

/**
 * Looks up answers by their exact names, never by listing. One look-up of an id runs at a time; a request for another
 * one meanwhile is remembered. An id is told of once, and is unknown here from then on.
 */
export class Answers {
  readonly #source: AnswerSource;
  readonly #pending = new Map<ProposalId, Pending>();

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#pending.size;
  }

  has(id: ProposalId): boolean {
    return this.#pending.has(id);
  }

  add(id: ProposalId, digest: string): void {
    this.#pending.set(id, {
      id,
      digest,
      firstSeen: null,
      again: false,
      looking: null,
      cancelTimer: () => undefined,
    });
    this.look(id);
  }

  /** Nothing is told of the id any more; resolves when no look-up of it runs. */
  async remove(id: ProposalId): Promise<void> {
    const entry = this.#forget(id);
    await entry?.looking;
  }

  clear(): void {
    for (const id of this.#pending.keys()) this.#forget(id);
  }

  look(id: ProposalId): void {
    const entry = this.#pending.get(id);
    if (entry === undefined) return;
    entry.again = true;
    entry.looking ??= this.#lookWhileAsked(entry).finally(() => {
      entry.looking = null;
      if (entry.again) this.look(id);
    });
  }

  /** Resolves when every pending id has been looked up. */
  async lookAtAll(): Promise<void> {
    for (const id of this.#pending.keys()) this.look(id);
    await Promise.all([...this.#pending.values()].map(async (entry) => entry.looking));
  }

  async #lookWhileAsked(entry: Pending): Promise<void> {
    while (entry.again && this.#pending.has(entry.id)) {
      entry.again = false;
      try {
        await this.#lookOnce(entry);
      } catch (error) {
        if (!this.#pending.has(entry.id)) return;
        this.clear();
        this.#source.failed(queueError('read_failed', error));
      }
    }
  }

  async #lookOnce(entry: Pending): Promise<void> {
    const found = await this.#source.read(entry.id, entry.digest);
    if (found.kind === 'absent') {
      entry.firstSeen = null;
      return;
    }
    if (found.kind === 'not_yet') return this.#wait(entry);
    // An answer counts only if it lay in the directory that was checked, not in one that took its place.
    await this.#source.verify();
    if (this.#forget(entry.id) === undefined) return;
    if (found.kind === 'answer') this.#source.answered(entry.id, found.response);
    else this.#source.malformed(entry.id, found.reason);
  }

  #wait(entry: Pending): void {
    if (!this.#pending.has(entry.id)) return;
    const { clock } = this.#source;
    const now = clock.monotonic();
    entry.firstSeen ??= now;
    const left = entry.firstSeen + PATIENCE_MS - now;
    if (left <= 0) {
      this.#forget(entry.id);
      this.#source.malformed(entry.id, `not complete after ${PATIENCE_MS} ms`);
      return;
    }
    entry.cancelTimer();
    entry.cancelTimer = clock.after(Math.min(AGAIN_MS, left), () => this.look(entry.id));
  }

  #forget(id: ProposalId): Pending | undefined {
    const entry = this.#pending.get(id);
    if (entry === undefined) return undefined;
    this.#pending.delete(id);
    entry.cancelTimer();
    return entry;
  }
}
