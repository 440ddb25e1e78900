import type { ProposalId } from '../../core/approval/proposal.ts';
import type { ArchivedProposal } from '../../core/approval/queue-port.ts';
import { readArchivedAnswer, readArchivedProposal, readOutcome } from './entries.ts';
import { errnoOf } from './errno.ts';
import { fileName, parseFileName } from './names.ts';
import { inArchive, type Store } from './store.ts';

interface Closing {
  readonly id: ProposalId;
  readonly closedMs: number;
}

/** Looks back into `processed/`. What is archived does not change, so each time of closing is looked up once. */
export class History {
  readonly #store: Store;
  readonly #closedMs = new Map<ProposalId, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  async page(limit: number, before: ProposalId | null): Promise<readonly ArchivedProposal[]> {
    const closings = await this.#newestFirst();
    let from = 0;
    if (before !== null) {
      const at = closings.findIndex((closing) => closing.id === before);
      if (at < 0) return [];
      from = at + 1;
    }
    const page: ArchivedProposal[] = [];
    for (const { id } of closings.slice(from)) {
      if (page.length >= limit) break;
      const archived = await this.#read(id);
      if (archived !== null) page.push(archived);
    }
    return page;
  }

  async #newestFirst(): Promise<Closing[]> {
    const proposals = new Set<ProposalId>();
    const outcomes = new Set<ProposalId>();
    for await (const name of this.#names()) {
      const entry = parseFileName(name);
      if (entry?.kind === 'proposal') proposals.add(entry.id);
      if (entry?.kind === 'outcome') outcomes.add(entry.id);
    }
    const closings: Closing[] = [];
    for (const id of proposals) {
      const known = this.#closedMs.get(id);
      const closedMs = known ?? (await this.#timeOf(id, outcomes.has(id)));
      this.#closedMs.set(id, closedMs);
      closings.push({ id, closedMs });
    }
    return closings.sort((a, b) => b.closedMs - a.closedMs || (a.id < b.id ? 1 : -1));
  }

  /** The outcome's time of modification is its `closed_at`; without one, when the proposal got its place counts. */
  async #timeOf(id: ProposalId, hasOutcome: boolean): Promise<number> {
    const name = fileName(id, hasOutcome ? 'outcome' : 'proposal');
    try {
      const stat = await this.#store.fs.lstat(inArchive(this.#store, name));
      return hasOutcome ? stat.modifiedMs : Number(stat.changedNs) / 1e6;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  async #read(id: ProposalId): Promise<ArchivedProposal | null> {
    const found = await readArchivedProposal(this.#store, id);
    if (found === null) return null;
    const [response, outcome] = await Promise.all([
      readArchivedAnswer(this.#store, id, found.digest),
      readOutcome(this.#store, id),
    ]);
    return { ...found, response, outcome };
  }

  async *#names(): AsyncIterable<string> {
    try {
      yield* this.#store.fs.names(this.#store.archive);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}
