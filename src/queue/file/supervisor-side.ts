import { isProposalId, type ProposalId } from '../../core/approval/proposal.ts';
import type {
  ArchivedProposal,
  QueuedProposal,
  RespondResult,
  SupervisorQueue,
} from '../../core/approval/queue-port.ts';
import type { Response } from '../../core/approval/response.ts';
import { answerProposal } from './answering.ts';
import { Changes } from './changes.ts';
import { checkDirectory } from './directory.ts';
import { readProposal, readState } from './entries.ts';
import { errnoOf, queueError } from './errno.ts';
import { History } from './history.ts';
import { fileName, parseFileName } from './names.ts';
import { inQueue, type Store } from './store.ts';

/** How many proposals are read at once. */
const READERS = 16;

/** The operator's side of a queue directory. Each call checks anew that the directory is private. */
export class FileSupervisorQueue implements SupervisorQueue {
  readonly #store: Store;
  readonly #watches: boolean;
  readonly #history: History;

  constructor(store: Store, watches: boolean) {
    this.#store = store;
    this.#watches = watches;
    this.#history = new History(store);
  }

  list(): Promise<readonly QueuedProposal[]> {
    return this.#guarded(async () => {
      const ids: ProposalId[] = [];
      const answered = new Set<ProposalId>();
      const withState = new Set<ProposalId>();
      for await (const name of this.#store.fs.names(this.#store.directory)) {
        const entry = parseFileName(name);
        if (entry?.kind === 'proposal') ids.push(entry.id);
        if (entry?.kind === 'response') answered.add(entry.id);
        if (entry?.kind === 'state') withState.add(entry.id);
      }
      const found: QueuedProposal[] = [];
      const next = ids.values();
      const reader = async (): Promise<void> => {
        for (const id of next) {
          const queued = await this.#read(id, answered.has(id), withState.has(id));
          if (queued !== null) found.push(queued);
        }
      };
      await Promise.all(Array.from({ length: READERS }, reader));
      return found.sort(byAge);
    });
  }

  async get(id: string): Promise<QueuedProposal | null> {
    if (!isProposalId(id)) return null;
    return this.#guarded(async () => this.#read(id, await this.#isAnswered(id), true));
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

  async #read(id: ProposalId, answered: boolean, withState: boolean): Promise<QueuedProposal | null> {
    const found = await readProposal(this.#store, id);
    if (found === null) return null;
    return { ...found, state: withState ? await readState(this.#store, id) : null, answered };
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

function byAge(a: QueuedProposal, b: QueuedProposal): number {
  const age = Date.parse(a.proposal.created_at) - Date.parse(b.proposal.created_at);
  return age || (a.proposal.id < b.proposal.id ? -1 : 1);
}
