import {
  digestOf,
  type Proposal,
  type ProposalId,
  type ProposalOutcome,
  type ProposalState,
  serialiseProposal,
} from '../../core/approval/proposal.ts';
import { type GatewayQueue, QueueError } from '../../core/approval/queue-port.ts';
import type { Response } from '../../core/approval/response.ts';
import { codeOf } from '../../core/error-code.ts';
import type { Log } from '../log-entry.ts';

/** How often a taken id is replaced: 128 random bits collide only where somebody plants files. */
const ATTEMPTS = 3;

export interface ProposalDeskOptions {
  readonly queue: GatewayQueue;
  readonly newId: () => ProposalId;
  /** Null once the machine has closed it. */
  readonly stateOf: (id: ProposalId) => ProposalState | null;
  readonly onPublishFailed: (id: ProposalId) => void;
  readonly log: Log;
}

interface Entry {
  publicId: ProposalId;
  digest: string | null;
  /** The operations on one proposal follow each other. */
  tail: Promise<void>;
  stateWanted: boolean;
}

/**
 * The machine's proposals in the queue. The machine commands at once and the store takes its time: here the operations
 * of each proposal wait for each other, and states that come faster than they can be written are written once.
 */
export class ProposalDesk {
  readonly #options: ProposalDeskOptions;
  readonly #entries = new Map<ProposalId, Entry>();
  /** Where the store's id is not the machine's. */
  readonly #renamed = new Map<ProposalId, ProposalId>();
  readonly #pending = new Set<Promise<void>>();

  constructor(options: ProposalDeskOptions) {
    this.#options = options;
  }

  /** Makes the proposal durable under `id`, or under another one where that is taken. */
  publish(id: ProposalId, build: (publicId: ProposalId) => Proposal): void {
    const entry: Entry = { publicId: id, digest: null, tail: Promise.resolve(), stateWanted: false };
    this.#entries.set(id, entry);
    this.#then(entry, async () => {
      try {
        await this.#write(id, entry, build);
      } catch (error) {
        this.#fault('publish', error, entry.publicId);
        this.#forget(id, entry);
        this.#options.onPublishFailed(id);
      }
    });
  }

  showState(id: ProposalId): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.stateWanted) return;
    entry.stateWanted = true;
    this.#then(entry, async () => {
      entry.stateWanted = false;
      const state = this.#options.stateOf(id);
      if (state === null || !this.#entries.has(id)) return;
      try {
        await this.#options.queue.showState(entry.publicId, state);
      } catch (error) {
        this.#fault('state', error, entry.publicId);
      }
    });
  }

  close(id: ProposalId, outcome: Omit<ProposalOutcome, 'proposal_id'>): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#then(entry, async () => {
      // Its publication failed meanwhile: there is nothing to archive.
      if (!this.#entries.has(id)) return;
      this.#forget(id, entry);
      try {
        await this.#options.queue.close(entry.publicId, { ...outcome, proposal_id: entry.publicId });
        this.#options.log({
          event: 'closed',
          level: 'info',
          proposal: entry.publicId,
          reason: outcome.reason,
        });
      } catch (error) {
        this.#fault('close', error, entry.publicId);
      }
    });
  }

  /** The id under which people and clients know a proposal of the machine. */
  publicId(id: ProposalId): ProposalId {
    return this.#entries.get(id)?.publicId ?? id;
  }

  /** The machine's id of a proposal in the store. */
  machineId(publicId: ProposalId): ProposalId {
    return this.#renamed.get(publicId) ?? publicId;
  }

  /** An answer that names a digest must name that of the bytes we wrote (U5). */
  agrees(id: ProposalId, response: Response): boolean {
    const digest = this.#entries.get(id)?.digest;
    return response.digest === undefined || response.digest === digest;
  }

  /** Resolves when everything commanded so far is done. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  async #write(id: ProposalId, entry: Entry, build: (publicId: ProposalId) => Proposal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const proposal = build(entry.publicId);
      entry.digest = digestOf(serialiseProposal(proposal));
      try {
        return await this.#options.queue.publish(proposal);
      } catch (error) {
        const taken = error instanceof QueueError && error.code === 'exists';
        if (!taken || attempt === ATTEMPTS) throw error;
        entry.publicId = this.#options.newId();
        this.#renamed.set(entry.publicId, id);
      }
    }
  }

  #then(entry: Entry, operation: () => Promise<void>): void {
    const done = entry.tail.then(operation);
    entry.tail = done;
    this.#pending.add(done);
    void done.finally(() => this.#pending.delete(done));
  }

  #forget(id: ProposalId, entry: Entry): void {
    this.#entries.delete(id);
    this.#renamed.delete(entry.publicId);
  }

  #fault(operation: 'publish' | 'state' | 'close', error: unknown, proposal: ProposalId): void {
    const code = error instanceof QueueError ? error.code : codeOf(error);
    this.#options.log({ event: 'queue_fault', level: 'error', operation, code, proposal });
  }
}
