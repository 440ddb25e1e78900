import type { State } from './state.ts';
import { type Step, step, told } from './step.ts';

/** Keys that lead to a decision are not heard for so long after the focus moved: nobody can have read it yet (Q9). */
const GUARD_MS = 400;

/** A paste that the terminal did not mark may come in pieces; a line break this soon after one belongs to it. */
const PASTE_TAIL_MS = 50;

/** What the focus is on. Where this changes, the focus has moved. */
export function focusOf(state: State): string {
  const { queue, opened, prompt, history, help, filterField } = state;
  return [
    help === null ? '' : 'help',
    history === null ? '' : `history ${history.scroll === null}`,
    prompt?.kind ?? '',
    opened?.entry.id ?? queue.cursor ?? '',
    opened?.entry.item.digest ?? '',
    filterField === null ? '' : 'filter',
  ].join('/');
}

function isTooSoon(state: State, at: number): boolean {
  return at - state.focusMovedAt < GUARD_MS || at - state.textCameAt < PASTE_TAIL_MS;
}

/** Runs a command that leads to a decision, unless it comes too soon. */
export function guarded(state: State, at: number, command: () => Step): Step {
  if (!isTooSoon(state, at)) return command();
  return step(
    told(state, 'warning', 'Key ignored: it came before you could have read this. Press it again.'),
  );
}
