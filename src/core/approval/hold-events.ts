import type { Detector } from '../detect/finding.ts';
import type { BlockCode, Outcome } from '../policy/refusal.ts';
import type { CloseReason, ProposalId, Waiter } from './proposal.ts';
import type { Response } from './response.ts';

declare const holdId: unique symbol;
declare const valueKey: unique symbol;

/** One request under judgement in this process. */
export type HoldId = string & { readonly [holdId]: true };

/** Keyed digest of (decoding chain, exact bytes): what a safe token is known by (S20). 64 hex. */
export type ValueKey = string & { readonly [valueKey]: true };

/** `https://api.example.com:443`: scheme, canonical host and port of a request. */
export type Destination = string;

/** What the machine needs to know of a finding; the value itself never enters it. */
export interface HoldFinding {
  readonly key: ValueKey;
  readonly detector: Detector;
  readonly approvable: boolean;
}

/** All times are milliseconds of one monotonic clock. */
export type HoldEvent =
  /** A request was scanned: for the first time, or again after a `rescan`. Findings and excused values may both be empty. */
  | {
      readonly type: 'scanned';
      readonly at: number;
      readonly hold: HoldId;
      readonly destination: Destination;
      /** Memory that holding this request costs. */
      readonly bytes: number;
      readonly waiter: Waiter;
      readonly findings: readonly HoldFinding[];
      readonly excused: readonly ValueKey[];
      /** One unused id per finding: the machine has no random of its own. */
      readonly freshIds: readonly ProposalId[];
      /** An operator is required, and none is there. */
      readonly unattended?: boolean;
      /** Released now or refused now, and nothing is asked: a message of a conversation (S12). */
      readonly cannotWait?: true;
    }
  /** The rescan ended in a policy refusal: the route went away, the body may no longer pass. */
  | {
      readonly type: 'refused_on_rescan';
      readonly at: number;
      readonly hold: HoldId;
      readonly code: BlockCode;
    }
  | { readonly type: 'publish_failed'; readonly at: number; readonly proposal: ProposalId }
  | {
      readonly type: 'answered';
      readonly at: number;
      readonly proposal: ProposalId;
      readonly response: Response;
    }
  | { readonly type: 'malformed'; readonly at: number; readonly proposal: ProposalId }
  /** An approval that could not be written to the decision log: nobody would ever see who let the value pass. */
  | { readonly type: 'unrecorded'; readonly at: number; readonly proposal: ProposalId }
  | { readonly type: 'withdrawn'; readonly at: number; readonly proposal: ProposalId }
  | { readonly type: 'client_gone'; readonly at: number; readonly hold: HoldId }
  /** A deadline of an earlier `wake` may have passed. */
  | { readonly type: 'tick'; readonly at: number }
  | { readonly type: 'revoked'; readonly at: number; readonly fingerprint: string | 'all' }
  | { readonly type: 'queue_failed'; readonly at: number }
  | { readonly type: 'shutdown'; readonly at: number };

/** What the gateway is to do, in this order. */
export type HoldCommand =
  /** Write a proposal for this finding of this hold, answerable until `expiresAt`. */
  | {
      readonly type: 'publish';
      readonly proposal: ProposalId;
      readonly hold: HoldId;
      readonly key: ValueKey;
      readonly expiresAt: number;
    }
  /** Waiters or count of a proposal changed; ask {@link HoldMachine.stateOf} when writing it. */
  | { readonly type: 'show_state'; readonly proposal: ProposalId }
  /**
   * The last report is out of date: every value is safe now, or one that was safe is so no more. Scan the frozen bytes
   * again under the policy of this moment and report, once.
   */
  | { readonly type: 'rescan'; readonly hold: HoldId }
  /** Send the frozen bytes. The machine forgets the hold. */
  | { readonly type: 'release'; readonly hold: HoldId }
  /** Answer the client with a 403. The machine forgets the hold. */
  | {
      readonly type: 'refuse';
      readonly hold: HoldId;
      readonly code: BlockCode;
      readonly outcome: Outcome | null;
      readonly detector: Detector | null;
      readonly proposal: ProposalId | null;
    }
  /** Archive a proposal. The machine forgets it. */
  | {
      readonly type: 'close';
      readonly proposal: ProposalId;
      readonly reason: CloseReason;
      readonly state: { readonly waiters: readonly Waiter[]; readonly requests: number };
    }
  /** Send a `tick` at this time; replaces an earlier wake. Null: no deadline stands. */
  | { readonly type: 'wake'; readonly at: number | null };
