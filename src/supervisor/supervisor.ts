import type { LogVerdict } from '../core/approval/decision-log.ts';
import {
  type ArchivedProposal,
  type QueuedProposal,
  QueueError,
  type SupervisorQueue,
  type View,
} from '../core/approval/queue-port.ts';
import type { Response } from '../core/approval/response.ts';
import { signed } from '../core/approval/response-mac.ts';
import { decidedEntry } from './decided-entry.ts';
import { type DecisionRequest, type DecisionResult, faultOf, isModifiable } from './decision.ts';
import { evidenceOf } from './token-evidence.ts';
import { byUrgency } from './urgency.ts';
import { type ProposalEvent, watchProposals } from './watch.ts';

export interface SupervisorOptions {
  readonly queue: SupervisorQueue;
  /** Wall clock: `decided_at` is information, never authority. */
  readonly now: () => Date;
  /** With it, answers are keyed (`hold.response_key_file`). */
  readonly responseKey?: Buffer | null;
}

export type Lookup =
  | { readonly kind: 'open'; readonly proposal: QueuedProposal }
  | { readonly kind: 'archived'; readonly proposal: ArchivedProposal }
  /** The prefix fits several; their ids. */
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] }
  | { readonly kind: 'too_short' }
  | { readonly kind: 'unknown' };

export type HistoryPage = Parameters<SupervisorQueue['history']>[0];

/** Characters of an id that are enough to mean it where no other id begins the same. */
export const SHORTEST_PREFIX = 6;

/** How far back a prefix is looked for among the closed proposals. */
const LOOK_BACK = 200;

/** Deciding, over any queue. All views (terminal, web, scripts) stand on this. */
export class Supervisor {
  readonly #queue: SupervisorQueue;
  readonly #now: () => Date;
  readonly #responseKey: Buffer | null;

  constructor(options: SupervisorOptions) {
    this.#queue = options.queue;
    this.#now = options.now;
    this.#responseKey = options.responseKey ?? null;
  }

  /** Open proposals, most urgent first. What has not changed since the last list is the same object again. */
  async list(): Promise<readonly QueuedProposal[]> {
    return byUrgency(await this.#queue.list());
  }

  /** A proposal by its id or a prefix of it. A prefix is compared with listed ids and never becomes part of a path (Q4). */
  async find(idOrPrefix: string): Promise<Lookup> {
    if (idOrPrefix.length < SHORTEST_PREFIX) return { kind: 'too_short' };
    const exact = await this.#queue.get(idOrPrefix);
    if (exact !== null) return { kind: 'open', proposal: exact };
    const open = (await this.#queue.list()).filter((item) => item.proposal.id.startsWith(idOrPrefix));
    const closed = await this.#archived(idOrPrefix, open);
    if (open.length + closed.length > 1) {
      return { kind: 'ambiguous', ids: [...open, ...closed].map((item) => item.proposal.id) };
    }
    const [onlyOpen] = open;
    if (onlyOpen !== undefined) return { kind: 'open', proposal: onlyOpen };
    const [onlyClosed] = closed;
    return onlyClosed === undefined ? { kind: 'unknown' } : { kind: 'archived', proposal: onlyClosed };
  }

  /** Exactly one decision wins, whatever races: the store creates an answer only where there is none. */
  async decide(request: DecisionRequest): Promise<DecisionResult> {
    const fault = faultOf(request);
    if (fault !== null) return fault;
    const open = await this.#queue.get(request.id);
    if (open === null) return await this.#closed(request.id);
    if (open.digest !== request.digest) return { kind: 'stale_digest' };
    if (request.scope !== undefined && open.proposal.tool !== 'egress-token-allow') {
      return { kind: 'scope_not_applicable' };
    }
    if (request.status === 'modified' && !isModifiable(open.proposal.tool)) return { kind: 'not_modifiable' };
    if (this.#responseKey === null && evidenceOf(open.proposal).keyedAnswers) return { kind: 'key_required' };
    const plain: Response = {
      version: 1,
      proposal_id: open.proposal.id,
      status: request.status,
      notes: request.notes,
      decided_by: request.decidedBy,
      decided_at: this.#now().toISOString(),
      digest: request.digest,
      ...(request.scope === undefined ? {} : { scope: request.scope }),
      ...(request.finalFile === undefined ? {} : { final_file: request.finalFile }),
    };
    const response = this.#responseKey === null ? plain : signed(this.#responseKey, plain);
    const result = await this.#queue.respond(response);
    switch (result.kind) {
      case 'recorded':
        return await this.#logged(open, response);
      case 'already_decided':
        return result;
      case 'unknown':
        return await this.#closed(request.id);
    }
  }

  /** Follows the chain of the decision log, line by line. */
  async verifyLog(): Promise<LogVerdict> {
    return await this.#queue.verifyLog();
  }

  /** Shows the gateways that a person looks at this queue, until the returned function is called. */
  async present(view: View, operator: string): Promise<() => Promise<void>> {
    return await this.#queue.present(view, operator);
  }

  async history(page: HistoryPage): Promise<readonly ArchivedProposal[]> {
    return await this.#queue.history(page);
  }

  /** What opens, changes and closes, compared with what was seen, the open ones first; ends when `signal` aborts. */
  watch(signal: AbortSignal, seen: readonly QueuedProposal[] = []): AsyncIterable<ProposalEvent> {
    return watchProposals(this.#queue, signal, seen);
  }

  /** The answer came first: it stands, whatever becomes of the log. */
  async #logged(open: QueuedProposal, response: Response): Promise<DecisionResult> {
    try {
      await this.#queue.record([decidedEntry(open, response, this.#now())]);
      return { kind: 'recorded', response };
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      return { kind: 'recorded', response, unlogged: true };
    }
  }

  async #archived(prefix: string, open: readonly QueuedProposal[]): Promise<readonly ArchivedProposal[]> {
    const page = await this.#queue.history({ limit: LOOK_BACK });
    const exact = page.find((item) => item.proposal.id === prefix);
    if (exact !== undefined) return [exact];
    // A proposal that is being archived may stand in both lists for a moment.
    const openIds = new Set<string>(open.map((item) => item.proposal.id));
    return page.filter((item) => item.proposal.id.startsWith(prefix) && !openIds.has(item.proposal.id));
  }

  async #closed(id: string): Promise<DecisionResult> {
    const page = await this.#queue.history({ limit: LOOK_BACK });
    const archived = page.find((item) => item.proposal.id === id);
    if (archived === undefined) return { kind: 'unknown' };
    if (archived.response !== null) return { kind: 'already_decided', response: archived.response };
    return { kind: 'closed', outcome: archived.outcome };
  }
}
