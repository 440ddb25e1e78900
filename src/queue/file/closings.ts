import type { ProposalId } from '../../core/approval/proposal.ts';
import { RecentMap } from '../../core/recent-map.ts';
import type { Archive } from './archive.ts';
import { archiveClosed, type Closed } from './closing.ts';
import { errnoOf } from './errno.ts';
import type { Store } from './store.ts';

/** How many closed proposals are remembered, so that answers that come too late are tidied away. */
const REMEMBERED = 256;

/** What this process has closed: what is still to be archived of it, and what may yet be answered too late. */
export class Closings {
  readonly #store: Store;
  readonly #archive: Archive;
  readonly #verify: () => Promise<void>;
  readonly #unfinished = new Map<ProposalId, Closed>();
  readonly #closed = new RecentMap<ProposalId, true>(REMEMBERED);

  /** @param verify rejects where the directory is not the one that was checked: nothing is written to another */
  constructor(store: Store, archive: Archive, verify: () => Promise<void>) {
    this.#store = store;
    this.#archive = archive;
    this.#verify = verify;
  }

  /** Rejects with a QueueError; it is tried again after the next closing that succeeds, and at the next start. */
  async close(closed: Closed): Promise<void> {
    try {
      await this.#verify();
      await archiveClosed(this.#store, this.#archive, closed);
    } catch (error) {
      this.#unfinished.set(closed.id, { ...closed, resumed: true });
      this.#reportFailure(closed.id, error);
      throw error;
    }
    this.#closed.set(closed.id, true);
    await this.#finishUnfinished();
  }

  /** An answer to a proposal that is closed already changes nothing, and is not left lying about. */
  async tidyAnswer(id: ProposalId): Promise<void> {
    if (this.#closed.get(id) === undefined) return;
    try {
      if (await this.#archive.move(id, 'response')) {
        this.#store.log({ event: 'stray_answer_archived', id, detail: 'came after the proposal was closed' });
      }
    } catch (error) {
      this.#reportFailure(id, error);
    }
  }

  async #finishUnfinished(): Promise<void> {
    const closings = [...this.#unfinished.values()];
    this.#unfinished.clear();
    for (const closed of closings) {
      try {
        await archiveClosed(this.#store, this.#archive, closed);
      } catch (error) {
        // Left to the next start.
        this.#reportFailure(closed.id, error);
      }
    }
  }

  #reportFailure(id: ProposalId, error: unknown): void {
    this.#store.log({ event: 'archive_failed', id, detail: errnoOf(error) });
  }
}
