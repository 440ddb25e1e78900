import type { Input } from '../input/input.ts';
import { edit, type TextField } from '../input/text-field.ts';
import { moveTo, withFilter } from './queue.ts';
import type { State } from './state.ts';
import { type Step, step } from './step.ts';

/** Typing after `/`: the list follows each key; Enter keeps the filter, Escape takes it away. */
export function onFilterInput(state: State, field: TextField, input: Input): Step {
  if (input.kind === 'key') {
    switch (input.key) {
      case 'enter':
        return step({ ...state, filterField: null });
      case 'escape':
        return step({ ...state, filterField: null, queue: withFilter(state.queue, '') });
      case 'up':
        return step({ ...state, queue: moveTo(state.queue, state.queue.at - 1) });
      case 'down':
        return step({ ...state, queue: moveTo(state.queue, state.queue.at + 1) });
      default:
    }
  }
  const edited = edit(field, input);
  if (edited === null) return step(state);
  return step({ ...state, filterField: edited, queue: withFilter(state.queue, edited.text.trim()) });
}
