import type { Input } from '../input/input.ts';
import { EMPTY_FIELD, fieldWith } from '../input/text-field.ts';
import { layoutOf } from '../view/layout.ts';
import { commandOf } from './commands.ts';
import { startDeciding } from './deciding.ts';
import { entryUnder, movePage, moveTo, sorted, withFilter } from './queue.ts';
import type { State } from './state.ts';
import { type Step, step, told } from './step.ts';

/** Keys of the list of open proposals. */
export function onListInput(state: State, input: Input, at: number): Step {
  const command = commandOf(input);
  const entry = entryUnder(state.queue);
  switch (command) {
    case 'down':
      return moved(state, state.queue.at + 1);
    case 'up':
      return moved(state, state.queue.at - 1);
    case 'page_down':
      return step({ ...state, queue: movePage(state.queue, layoutOf(state.size).listRows) });
    case 'page_up':
      return step({ ...state, queue: movePage(state.queue, -layoutOf(state.size).listRows) });
    case 'top':
      return moved(state, 0);
    case 'bottom':
      return moved(state, state.queue.shown.length - 1);
    case 'open':
      return step(
        entry === null ? state : { ...state, opened: { entry, scroll: 0, ended: null, isForPrompt: false } },
      );
    case 'approve':
    case 'reject':
    case 'modify':
    case 'scope':
      return entry === null
        ? step(told(state, 'plain', 'There is nothing to decide.'))
        : startDeciding(state, command, { entry, scroll: 0, ended: null, isForPrompt: true }, at);
    case 'sort':
      return step({ ...state, queue: moveTo(sorted(state.queue), 0) });
    case 'back':
      return step(state.queue.filter === '' ? state : { ...state, queue: withFilter(state.queue, '') });
    default:
      return general(state, command);
  }
}

/** What works in the list and in an opened proposal alike. */
export function general(state: State, command: ReturnType<typeof commandOf>): Step {
  switch (command) {
    case 'filter':
      return step({
        ...state,
        opened: null,
        filterField: state.queue.filter === '' ? EMPTY_FIELD : fieldWith(state.queue.filter),
      });
    case 'history':
      return step(
        { ...state, history: { items: [], at: 0, status: 'loading', scroll: null } },
        { kind: 'read_history', before: null },
      );
    case 'help':
      return step({ ...state, help: 0 });
    case 'bell':
      return step(
        told(
          { ...state, bell: !state.bell },
          'plain',
          `The bell for new proposals is ${state.bell ? 'off' : 'on'}.`,
        ),
      );
    case 'quit':
      return step(state, { kind: 'quit' });
    default:
      return step(state);
  }
}

function moved(state: State, to: number): Step {
  return step({ ...state, queue: moveTo(state.queue, to) });
}
