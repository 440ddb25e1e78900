import type { Effect } from './events.ts';
import type { Notice, State } from './state.ts';

/** What follows from an event: the new state, and what is to be done outside. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function step(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

export function told(state: State, tone: Notice['tone'], text: string): State {
  return { ...state, notice: { tone, text, since: state.now } };
}
