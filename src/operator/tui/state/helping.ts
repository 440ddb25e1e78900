import type { Input } from '../input/input.ts';
import { HELP_ROWS } from '../view/help-pane.ts';
import { layoutOf } from '../view/layout.ts';
import { commandOf } from './commands.ts';
import type { State } from './state.ts';
import { type Step, step } from './step.ts';

/** Keys while the help is shown. */
export function onHelpInput(state: State, scroll: number, input: Input): Step {
  const last = Math.max(0, HELP_ROWS - layoutOf(state.size).bodyRows);
  const to = (row: number): Step => step({ ...state, help: Math.max(0, Math.min(last, row)) });
  switch (commandOf(input)) {
    case 'down':
      return to(scroll + 1);
    case 'up':
      return to(scroll - 1);
    case 'page_down':
      return to(scroll + 10);
    case 'page_up':
      return to(scroll - 10);
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
