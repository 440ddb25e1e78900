import type { ProposalId, ProposalState } from '../../core/approval/proposal.ts';
import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import { type ReadProposal, readProposal, readState } from './entries.ts';
import { errnoOf } from './errno.ts';
import { type EntryKind, fileName, parseFileName } from './names.ts';
import { inQueue, type Store } from './store.ts';

/** How many files are looked at at once. */
const READERS = 32;

interface Seen<T> {
  /** Of the file's metadata: any change of content, owner, mode or names changes it. */
  readonly mark: string;
  readonly content: T;
}

interface Known {
  readonly proposal: Seen<ReadProposal | null>;
  readonly state: Seen<ProposalState | null> | null;
  readonly queued: QueuedProposal | null;
}

/**
 * Lists the open proposals, and reads again only what has changed since the last time. What has not changed is the same
 * object as before. A stale look would cost nothing but time: a decision reads its proposal anew.
 */
export class Listing {
  readonly #store: Store;
  #known = new Map<ProposalId, Known>();

  constructor(store: Store) {
    this.#store = store;
  }

  async read(): Promise<readonly QueuedProposal[]> {
    const names = await this.#names();
    const known = new Map<ProposalId, Known>();
    const next = names.proposal.values();
    const reader = async (): Promise<void> => {
      for (const id of next) {
        const entry = await this.#entry(id, names.response.has(id), names.state.has(id));
        if (entry !== null) known.set(id, entry);
      }
    };
    await Promise.all(Array.from({ length: READERS }, reader));
    this.#known = known;
    return [...known.values()].flatMap(({ queued }) => queued ?? []).sort(byAge);
  }

  async #names(): Promise<Readonly<Record<EntryKind, ReadonlySet<ProposalId>>>> {
    const names = {
      proposal: new Set<ProposalId>(),
      response: new Set<ProposalId>(),
      state: new Set<ProposalId>(),
      outcome: new Set<ProposalId>(),
    };
    for await (const name of this.#store.fs.names(this.#store.directory)) {
      const entry = parseFileName(name);
      if (entry !== null) names[entry.kind].add(entry.id);
    }
    return names;
  }

  async #entry(id: ProposalId, answered: boolean, withState: boolean): Promise<Known | null> {
    const before = this.#known.get(id);
    const proposal = await this.#seen(id, 'proposal', before?.proposal ?? null, readProposal);
    if (proposal === null) return null;
    const seen = before?.state ?? null;
    const state =
      withState && proposal.content !== null ? await this.#seen(id, 'state', seen, readState) : null;
    const isSame =
      before?.proposal === proposal && before.state === state && before.queued?.answered === answered;
    if (isSame) return before;
    const queued =
      proposal.content === null ? null : { ...proposal.content, state: state?.content ?? null, answered };
    return { proposal, state, queued };
  }

  /** Null where the file is gone. */
  async #seen<T>(
    id: ProposalId,
    kind: EntryKind,
    before: Seen<T> | null,
    read: (store: Store, id: ProposalId) => Promise<T>,
  ): Promise<Seen<T> | null> {
    const mark = await this.#mark(id, kind);
    if (mark === null) return null;
    return before?.mark === mark ? before : { mark, content: await read(this.#store, id) };
  }

  async #mark(id: ProposalId, kind: EntryKind): Promise<string | null> {
    try {
      const stat = await this.#store.fs.lstat(inQueue(this.#store, fileName(id, kind)));
      return `${stat.identity} ${stat.size} ${stat.changedNs}`;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    }
  }
}

function byAge(a: QueuedProposal, b: QueuedProposal): number {
  const [one, other] = [a.proposal, b.proposal];
  // Times of one form compare as text; others are worth a parse.
  if (one.created_at === other.created_at) return one.id < other.id ? -1 : 1;
  if (
    one.created_at.length === other.created_at.length &&
    one.created_at.endsWith('Z') &&
    other.created_at.endsWith('Z')
  ) {
    return one.created_at < other.created_at ? -1 : 1;
  }
  return Date.parse(one.created_at) - Date.parse(other.created_at) || (one.id < other.id ? -1 : 1);
}
