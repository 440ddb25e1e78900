import type { Input } from '../input/input.ts';
import { layoutOf } from '../view/layout.ts';
import { onFilterInput } from './filtering.ts';
import { onHelpInput } from './helping.ts';
import { onHistoryInput } from './history.ts';
import { onListInput } from './list.ts';
import { onDetailInput } from './opened.ts';
import { onConfirmInput, onReasonInput } from './reason.ts';
import { onScopeInput } from './scope.ts';
import type { State } from './state.ts';
import { type Step, step, told } from './step.ts';

/** One input goes to what is in front. */
export function onInput(before: State, input: Input, at: number): Step {
  const state: State =
    input.kind === 'text' ? { ...before, notice: null, textCameAt: at } : { ...before, notice: null };
  if (input.kind === 'key') {
    if (input.key === 'ctrl_c') return step(state, { kind: 'quit' });
    if (input.key === 'ctrl_l') return step(state, { kind: 'repaint' });
    if (input.key === 'ctrl_z') return step(state, { kind: 'pause' });
  }
  // Who cannot read what is asked must not answer it.
  if (layoutOf(state.size).kind === 'small') {
    return step(
      state,
      ...(isCharacter(input, 'q') && state.prompt === null ? [{ kind: 'quit' as const }] : []),
    );
  }
  return inFront(state, input, at);
}

function inFront(state: State, input: Input, at: number): Step {
  const { prompt } = state;
  if (state.help !== null) return onHelpInput(state, state.help, input);
  switch (prompt?.kind) {
    case 'reason':
      return onReasonInput(state, prompt, input, at);
    case 'confirm':
      return onConfirmInput(state, prompt, input, at);
    case 'scope':
      return onScopeInput(state, prompt, input, at);
    case 'sending':
    case 'editing':
      return step(state);
    case undefined:
  }
  if (state.filterField !== null) return onFilterInput(state, state.filterField, input);
  // Several keys at once are a paste or were typed ahead: no command (U4).
  if (input.kind === 'text') {
    return step(told({ ...state, focusMovedAt: at }, 'warning', 'Several keys came at once: ignored.'));
  }
  if (state.history !== null) return onHistoryInput(state, state.history, input);
  if (state.opened !== null) return onDetailInput(state, state.opened, input, at);
  return onListInput(state, input, at);
}

function isCharacter(input: Input, character: string): boolean {
  return input.kind === 'character' && input.character === character;
}
