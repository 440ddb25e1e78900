import {
  CHAIN_START,
  ChainVerifier,
  chained,
  type DecisionEntry,
  type LogVerdict,
} from '../../core/approval/decision-log.ts';
import {
  digestOf,
  type Proposal,
  type ProposalId,
  type ProposalOutcome,
  type ProposalState,
  serialiseProposal,
} from '../../core/approval/proposal.ts';
import {
  type ArchivedProposal,
  type GatewayQueue,
  type QueuedProposal,
  QueueError,
  type QueueListener,
  type RespondResult,
  type SupervisorQueue,
} from '../../core/approval/queue-port.ts';
import { parseResponse, type Response, serialiseResponse } from '../../core/approval/response.ts';

/** The tool whose proposals the gateway asks itself, and must not outlive it. */
const OWN_TOOL = 'egress-token-allow';

interface Entry {
  readonly proposal: Proposal;
  readonly digest: string;
  state: ProposalState | null;
  response: Response | null;
}

export interface MemoryQueueOptions {
  /** Where there is one, only answers that are keyed with it count. */
  readonly responseKey?: Buffer | null;
}

/** A queue that lives and dies with this process; for embedding and tests. */
export function createMemoryQueue(options: MemoryQueueOptions = {}): GatewayQueue & SupervisorQueue {
  return new MemoryQueue(options.responseKey ?? null);
}

class MemoryQueue implements GatewayQueue, SupervisorQueue {
  readonly #open = new Map<ProposalId, Entry>();
  /** Oldest first. */
  readonly #archive = new Map<ProposalId, ArchivedProposal>();
  readonly #watchers = new Set<() => void>();
  readonly #responseKey: Buffer | null;
  /** One element for each active view. */
  readonly #views = new Set<symbol>();
  readonly #log: string[] = [];
  #logEnd = CHAIN_START;
  #listener: QueueListener | null = null;
  /** Published since the start: an answer to any other is nobody's to hear. */
  readonly #heard = new Set<ProposalId>();

  constructor(responseKey: Buffer | null) {
    this.#responseKey = responseKey;
  }

  async start(bottle: string, listener: QueueListener): Promise<readonly ProposalId[]> {
    if (this.#listener !== null) throw new QueueError('not_usable', 'started already');
    const orphans: ProposalId[] = [];
    for (const { proposal, state } of this.#open.values()) {
      if (proposal.tool !== OWN_TOOL || proposal.bottle_slug !== bottle) continue;
      orphans.push(proposal.id);
      const closed_at = new Date().toISOString();
      const { waiters, requests } = state ?? { waiters: [], requests: 0 };
      this.#archiveAs({
        version: 1,
        proposal_id: proposal.id,
        reason: 'orphaned',
        closed_at,
        waiters,
        requests,
      });
    }
    this.#listener = listener;
    return orphans;
  }

  async publish(proposal: Proposal): Promise<void> {
    if (this.#listener === null) throw new QueueError('not_usable', 'not started');
    const { id } = proposal;
    if (this.#open.has(id) || this.#archive.has(id)) throw new QueueError('exists', 'the id is in use');
    this.#open.set(id, {
      proposal: structuredClone(proposal),
      digest: digestOf(serialiseProposal(proposal)),
      state: null,
      response: null,
    });
    this.#heard.add(id);
    this.#changed();
  }

  async showState(id: ProposalId, state: ProposalState): Promise<void> {
    const entry = this.#open.get(id);
    if (entry === undefined || !this.#heard.has(id)) return;
    entry.state = structuredClone(state);
    this.#changed();
  }

  async close(id: ProposalId, outcome: ProposalOutcome): Promise<void> {
    if (this.#heard.delete(id)) this.#archiveAs(outcome);
  }

  async stop(): Promise<void> {
    this.#listener = null;
    this.#heard.clear();
  }

  async list(): Promise<readonly QueuedProposal[]> {
    return [...this.#open.values()].map(queued).sort(byAge);
  }

  async get(id: string): Promise<QueuedProposal | null> {
    for (const entry of this.#open.values()) if (entry.proposal.id === id) return queued(entry);
    return null;
  }

  async respond(response: Response): Promise<RespondResult> {
    const { proposal_id: id } = response;
    const entry = this.#open.get(id);
    if (entry === undefined) {
      const first = this.#archive.get(id)?.response ?? null;
      return first === null ? { kind: 'unknown' } : { kind: 'already_decided', response: first };
    }
    const parsed = parseResponse(serialiseResponse(response), {
      id,
      digest: entry.digest,
      key: this.#responseKey,
    });
    if (parsed.kind !== 'response') {
      throw new QueueError('write_failed', 'no valid answer to the proposal as it stands');
    }
    if (entry.response !== null) return { kind: 'already_decided', response: entry.response };
    entry.response = parsed.response;
    // As with any store, the gateway hears of it after the operator's call has been recorded.
    queueMicrotask(() => {
      if (this.#heard.has(id)) this.#listener?.answered(id, parsed.response);
    });
    this.#changed();
    return { kind: 'recorded' };
  }

  async history(page: {
    readonly limit: number;
    readonly before?: string;
  }): Promise<readonly ArchivedProposal[]> {
    const newestFirst = [...this.#archive.values()].reverse();
    if (page.before === undefined) return newestFirst.slice(0, page.limit);
    const at = newestFirst.findIndex((archived) => archived.proposal.id === page.before);
    return at < 0 ? [] : newestFirst.slice(at + 1, at + 1 + page.limit);
  }

  async watch(onChange: () => void): Promise<() => void> {
    const watcher = (): void => onChange();
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  async present(): Promise<() => Promise<void>> {
    const view = Symbol('view');
    this.#views.add(view);
    return async () => void this.#views.delete(view);
  }

  async operatorPresent(): Promise<boolean> {
    return this.#views.size > 0;
  }

  async record(entries: readonly DecisionEntry[]): Promise<void> {
    for (const entry of entries) {
      const { line, end } = chained(entry, this.#logEnd);
      this.#log.push(line);
      this.#logEnd = end;
    }
  }

  async verifyLog(): Promise<LogVerdict> {
    const verifier = new ChainVerifier(this.#logEnd);
    for (const line of this.#log) verifier.take(line);
    return verifier.verdict();
  }

  #archiveAs(outcome: ProposalOutcome): void {
    const entry = this.#open.get(outcome.proposal_id);
    if (entry === undefined) return;
    const { proposal, digest, response } = entry;
    this.#open.delete(proposal.id);
    this.#archive.set(proposal.id, { proposal, digest, response, outcome: structuredClone(outcome) });
    this.#changed();
  }

  #changed(): void {
    for (const watcher of this.#watchers) queueMicrotask(watcher);
  }
}

function queued(entry: Entry): QueuedProposal {
  const { proposal, digest, state, response } = entry;
  return { proposal, digest, state, answered: response !== null };
}

function byAge(a: QueuedProposal, b: QueuedProposal): number {
  const age = Date.parse(a.proposal.created_at) - Date.parse(b.proposal.created_at);
  return age || (a.proposal.id < b.proposal.id ? -1 : 1);
}
