import type { ArchivedProposal, QueuedProposal } from '../../../core/approval/queue-port.ts';
import type { DecisionRequest, DecisionResult } from '../../../supervisor/decision.ts';
import type { Input } from '../input/input.ts';
import type { Size } from './state.ts';

/** How an editor was left. */
export type EditResult =
  | { readonly kind: 'saved'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** How a proposal ended that was watched. */
export interface Closing {
  readonly id: string;
  /** `decided: approved`, `expired`: our own words. */
  readonly how: string;
}

/** Everything that happens. `at` is the monotonic clock, in milliseconds. */
export type Event = { readonly at: number } & (
  | { readonly kind: 'input'; readonly input: Input }
  | { readonly kind: 'tick'; readonly now: number }
  | { readonly kind: 'resized'; readonly size: Size }
  | { readonly kind: 'queue_read'; readonly items: readonly QueuedProposal[] }
  | {
      readonly kind: 'queue_changed';
      readonly updated: readonly QueuedProposal[];
      readonly closed: readonly Closing[];
    }
  | { readonly kind: 'queue_lost'; readonly reason: string }
  | { readonly kind: 'decided'; readonly request: DecisionRequest; readonly result: DecisionResult }
  | { readonly kind: 'decision_failed'; readonly id: string; readonly reason: string }
  | { readonly kind: 'told_end'; readonly id: string; readonly how: string }
  | { readonly kind: 'edited'; readonly id: string; readonly result: EditResult }
  | { readonly kind: 'history_read'; readonly items: readonly ArchivedProposal[]; readonly isLast: boolean }
  | { readonly kind: 'history_failed'; readonly reason: string }
  /** The terminal is ours again after a pause. */
  | { readonly kind: 'resumed' }
);

/** Everything that is to be done outside. */
export type Effect =
  | { readonly kind: 'decide'; readonly request: Omit<DecisionRequest, 'decidedBy'> }
  /** Learn who ended a proposal, and when. */
  | { readonly kind: 'look_up'; readonly id: string }
  | { readonly kind: 'edit'; readonly id: string; readonly text: string }
  | { readonly kind: 'read_history'; readonly before: string | null }
  | { readonly kind: 'ring' }
  | { readonly kind: 'repaint' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'quit' };
