import type { ArchivedProposal } from '../../../core/approval/queue-port.ts';
import type { ResponseScope } from '../../../core/approval/response.ts';
import type { TextField } from '../input/text-field.ts';
import type { Entry } from './entry.ts';
import { EMPTY_QUEUE, type Queue } from './queue.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Something to tell the person, until the next key or for a few seconds. `text` may hold text from outside. */
export interface Notice {
  readonly tone: 'good' | 'warning' | 'danger' | 'plain';
  readonly text: string;
  readonly since: number;
}

/** One proposal, opened. What is shown stays shown when the proposal closes. */
export interface Opened {
  readonly entry: Entry;
  /** Lines that the text was moved up by. */
  readonly scroll: number;
  /** How it ended meanwhile, in words; null while it is open. */
  readonly ended: string | null;
  /** It was opened by a prompt, and is left with it. */
  readonly isForPrompt: boolean;
}

export type Verdict = 'approved' | 'modified' | 'rejected';

/** Asks for the reason of a decision about exactly these bytes. */
export interface ReasonPrompt {
  readonly kind: 'reason';
  readonly verdict: Verdict;
  readonly field: TextField;
  /** What is wrong with the reason as it stands. */
  readonly fault: string | null;
  /** The file as the operator changed it. */
  readonly finalFile: string | null;
}

/** The second key: the reason was given, and this value is a secret that goes to a new place. */
export interface ConfirmPrompt {
  readonly kind: 'confirm';
  readonly reason: ReasonPrompt;
}

export interface ScopePrompt {
  readonly kind: 'scope';
  readonly row: number;
  readonly hostOnly: boolean;
  readonly minutes: TextField;
  readonly uses: TextField;
  readonly fault: string | null;
  /** Where it was opened from: the prompt to go back to. */
  readonly from: ReasonPrompt | null;
}

export type Prompt =
  | ReasonPrompt
  | ConfirmPrompt
  | ScopePrompt
  /** A decision is on its way. */
  | { readonly kind: 'sending'; readonly reason: ReasonPrompt }
  /** An editor has the terminal. */
  | { readonly kind: 'editing' };

export interface HistoryView {
  readonly items: readonly ArchivedProposal[];
  readonly at: number;
  readonly status: 'loading' | 'more' | 'all' | 'failed';
  /** Set while one of them is opened. */
  readonly scroll: number | null;
}

export interface State {
  readonly size: Size;
  /** Milliseconds of the epoch. */
  readonly now: number;
  /** When the focus moved last, on the monotonic clock: what the key guard counts from. */
  readonly focusMovedAt: number;
  /** When text that no person typed key by key came last, on the same clock. */
  readonly textCameAt: number;
  readonly queue: Queue;
  /** False until the queue was read once. */
  readonly isLoaded: boolean;
  /** Why the queue cannot be read at the moment, in our own words. */
  readonly lost: string | null;
  readonly opened: Opened | null;
  readonly prompt: Prompt | null;
  /** Limits chosen for a proposal, until another is decided on. */
  readonly scope: { readonly id: string; readonly limits: ResponseScope } | null;
  /** Set while the filter is typed. */
  readonly filterField: TextField | null;
  readonly history: HistoryView | null;
  /** Lines that the help was moved up by; null while it is closed. */
  readonly help: number | null;
  readonly notice: Notice | null;
  readonly bell: boolean;
}

export interface Beginning {
  readonly size: Size;
  readonly now: number;
  readonly at: number;
  readonly bell: boolean;
}

export function initialState({ size, now, at, bell }: Beginning): State {
  return {
    size,
    now,
    focusMovedAt: at,
    textCameAt: Number.NEGATIVE_INFINITY,
    queue: EMPTY_QUEUE,
    isLoaded: false,
    lost: null,
    opened: null,
    prompt: null,
    scope: null,
    filterField: null,
    history: null,
    help: null,
    notice: null,
    bell,
  };
}
