import type { DecisionEntry, LogVerdict } from './decision-log.ts';
import type { Proposal, ProposalId, ProposalOutcome, ProposalState } from './proposal.ts';
import type { Response } from './response.ts';

/** What a queue tells the gateway about the proposals it has published and not yet closed. */
export interface QueueListener {
  /** The first complete, valid answer. Told once for an id. */
  answered(id: ProposalId, response: Response): void;
  /** The answer is none of the contract's. `reason` is our own sentence, without remote text. Told once for an id. */
  malformed(id: ProposalId, reason: string): void;
  /** The store itself cannot be used any more (directory gone, swapped, unreadable): everything open fails closed. */
  failed(error: QueueError): void;
}

/** The gateway's side of a queue: it publishes, hears answers and closes. */
export interface GatewayQueue {
  /**
   * Checks that the store can be used and archives what an earlier process of this bottle left open, as `orphaned`;
   * no leftover answer is honoured. Resolves to the ids so archived. Rejects with a {@link QueueError}.
   */
  start(bottle: string, listener: QueueListener): Promise<readonly ProposalId[]>;
  /** Durable when it resolves; never overwrites. Rejects with a {@link QueueError}. */
  publish(proposal: Proposal): Promise<void>;
  /** Replaces the state atomically. Best effort: information, not authority. */
  showState(id: ProposalId, state: ProposalState): Promise<void>;
  /** Moves proposal, response and state's successor, the outcome, to the archive; no more is heard of the id. */
  close(id: ProposalId, outcome: ProposalOutcome): Promise<void>;
  /** Whether a view with a person before it is active: whether it makes sense to ask (`hold.require_operator`). */
  operatorPresent(): Promise<boolean>;
  /** Adds to the decision log, in this order. Rejects with a {@link QueueError}; nothing of it is written then. */
  record(entries: readonly DecisionEntry[]): Promise<void>;
  stop(): Promise<void>;
}

export interface QueuedProposal {
  readonly proposal: Proposal;
  /** sha256 (hex) of the proposal's bytes. */
  readonly digest: string;
  readonly state: ProposalState | null;
  /** An answer lies there already, and its proposal is about to be closed. */
  readonly answered: boolean;
}

export interface ArchivedProposal {
  readonly proposal: Proposal;
  readonly digest: string;
  /** Null where none was given or the one given was malformed. */
  readonly response: Response | null;
  readonly outcome: ProposalOutcome | null;
}

export type RespondResult =
  | { readonly kind: 'recorded' }
  /** Somebody was first; null where that answer cannot be read. */
  | { readonly kind: 'already_decided'; readonly response: Response | null }
  | { readonly kind: 'unknown' };

/** What a person looks at. */
export type View = 'tui' | 'web' | 'watch';

/** The operator's side of a queue: it lists, answers and looks back. */
export interface SupervisorQueue {
  /** Open proposals of all tools and bottles, oldest first. Files that are no proposals are left out. */
  list(): Promise<readonly QueuedProposal[]>;
  get(id: string): Promise<QueuedProposal | null>;
  /** Create-if-absent: exactly one answer wins, whatever races. */
  respond(response: Response): Promise<RespondResult>;
  /** Newest first; `before` is an id of an earlier page. */
  history(page: { readonly limit: number; readonly before?: string }): Promise<readonly ArchivedProposal[]>;
  /** Calls back after any change, and maybe without one. Resolves to the function that ends it. */
  watch(onChange: () => void): Promise<() => void>;
  /**
   * Shows that a view is active, until the returned function is called. Best effort, it never rejects: where it cannot be
   * shown, a gateway with `require_operator` asks nothing.
   */
  present(view: View, operator: string): Promise<() => Promise<void>>;
  /** As {@link GatewayQueue.record}: each side writes what it knows, into one chain. */
  record(entries: readonly DecisionEntry[]): Promise<void>;
  /** Reads the decision log as a whole and follows its chain. */
  verifyLog(): Promise<LogVerdict>;
}

export type QueueErrorCode =
  | 'not_usable'
  | 'not_private'
  | 'exists'
  | 'write_failed'
  | 'read_failed'
  | 'gone'
  | 'archive_failed';

/** A fault of the store. `detail` is an errno name or our own words, never file content. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
  readonly code: QueueErrorCode;
  readonly detail: string;

  constructor(code: QueueErrorCode, detail: string) {
    super(`queue: ${code} (${detail})`);
    this.code = code;
    this.detail = detail;
  }
}
