import type { Input } from '../input/input.ts';
import { commandOf } from './commands.ts';
import type { State } from './state.ts';
import { type Step, step } from './step.ts';

/** Keys while the help is shown. */
export function onHelpInput(state: State, scroll: number, input: Input): Step {
  switch (commandOf(input)) {
    case 'down':
      return step({ ...state, help: scroll + 1 });
    case 'up':
      return step({ ...state, help: Math.max(0, scroll - 1) });
    case 'page_down':
      return step({ ...state, help: scroll + 10 });
    case 'page_up':
      return step({ ...state, help: Math.max(0, scroll - 10) });
    case 'back':
    case 'help':
    case 'open':
      return step({ ...state, help: null });
    case 'quit':
      return step(state, { kind: 'quit' });
    default:
      return step(state);
  }
}
