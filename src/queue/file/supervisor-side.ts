import type { DecisionEntry, LogVerdict } from '../../core/approval/decision-log.ts';
import { isProposalId, type ProposalId } from '../../core/approval/proposal.ts';
import type {
  ArchivedProposal,
  QueuedProposal,
  RespondResult,
  SupervisorQueue,
  View,
} from '../../core/approval/queue-port.ts';
import type { Response } from '../../core/approval/response.ts';
import { answerProposal } from './answering.ts';
import { Changes } from './changes.ts';
import type { DecisionLog } from './decision-log.ts';
import { checkDirectory } from './directory.ts';
import { readProposal, readState } from './entries.ts';
import { errnoOf, queueError } from './errno.ts';
import { History } from './history.ts';
import { Listing } from './listing.ts';
import { fileName } from './names.ts';
import { Presence } from './presence.ts';
import { retireOthers } from './retiring.ts';
import { inQueue, type Store } from './store.ts';

/** The operator's side of a queue directory. Each call checks anew that the directory is private. */
export class FileSupervisorQueue implements SupervisorQueue {
  readonly #store: Store;
  readonly #watches: boolean;
  readonly #history: History;
  readonly #listing: Listing;
  readonly #log: DecisionLog;

  constructor(store: Store, watches: boolean, log: DecisionLog) {
    this.#store = store;
    this.#watches = watches;
    this.#history = new History(store);
    this.#listing = new Listing(store);
    this.#log = log;
  }

  list(): Promise<readonly QueuedProposal[]> {
    return this.#guarded(async () => retireOthers(this.#store, await this.#listing.read()));
  }

  async get(id: string): Promise<QueuedProposal | null> {
    if (!isProposalId(id)) return null;
    return this.#guarded(() => this.#read(id));
  }

  async respond(response: Response): Promise<RespondResult> {
    if (!isProposalId(response.proposal_id)) return { kind: 'unknown' };
    return this.#guarded(() => answerProposal(this.#store, response));
  }

  async history(page: {
    readonly limit: number;
    readonly before?: string;
  }): Promise<readonly ArchivedProposal[]> {
    const { before, limit } = page;
    if (before !== undefined && !isProposalId(before)) return [];
    return this.#guarded(() => this.#history.page(limit, before ?? null));
  }

  async watch(onChange: () => void): Promise<() => void> {
    const changes = new Changes(this.#store, this.#watches, onChange);
    await changes.begin();
    return () => changes.end();
  }

  async present(view: View, operator: string): Promise<() => Promise<void>> {
    const presence = new Presence(this.#store, view, operator);
    await presence.shown();
    return () => presence.end();
  }

  record(entries: readonly DecisionEntry[]): Promise<void> {
    return this.#log.append(entries);
  }

  verifyLog(): Promise<LogVerdict> {
    return this.#log.verify();
  }

  async #read(id: ProposalId): Promise<QueuedProposal | null> {
    const found = await readProposal(this.#store, id);
    if (found === null) return null;
    return { ...found, state: await readState(this.#store, id), answered: await this.#isAnswered(id) };
  }

  async #isAnswered(id: ProposalId): Promise<boolean> {
    try {
      await this.#store.fs.lstat(inQueue(this.#store, fileName(id, 'response')));
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      await checkDirectory(this.#store, this.#store.directory);
      return await work();
    } catch (error) {
      throw queueError('read_failed', error);
    }
  }
}
