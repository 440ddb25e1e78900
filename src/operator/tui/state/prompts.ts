import { EMPTY_FIELD } from '../input/text-field.ts';
import type { ReasonPrompt, State, Verdict } from './state.ts';

export function reasonPrompt(verdict: Verdict, finalFile: string | null): ReasonPrompt {
  return { kind: 'reason', verdict, field: EMPTY_FIELD, fault: null, finalFile };
}

/** Leaves the prompt: back to where it was opened from. */
export function withoutPrompt(state: State): State {
  return { ...state, prompt: null, opened: state.opened?.isForPrompt === true ? null : state.opened };
}
