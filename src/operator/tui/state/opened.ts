import type { Input } from '../input/input.ts';
import { lastScroll } from '../view/detail-pane.ts';
import { layoutOf } from '../view/layout.ts';
import { commandOf } from './commands.ts';
import { startDeciding } from './deciding.ts';
import { general } from './list.ts';
import { entryUnder, moveTo } from './queue.ts';
import type { Opened, State } from './state.ts';
import { type Step, step } from './step.ts';

/** Keys of an opened proposal: moving moves its text. */
export function onDetailInput(state: State, opened: Opened, input: Input, at: number): Step {
  const command = commandOf(input);
  const page = layoutOf(state.size).bodyRows - 2;
  switch (command) {
    case 'down':
      return scrolled(state, opened, opened.scroll + 1);
    case 'up':
      return scrolled(state, opened, opened.scroll - 1);
    case 'page_down':
      return scrolled(state, opened, opened.scroll + page);
    case 'page_up':
      return scrolled(state, opened, opened.scroll - page);
    case 'top':
      return scrolled(state, opened, 0);
    case 'bottom':
      return scrolled(state, opened, Number.POSITIVE_INFINITY);
    case 'next':
      return neighbour(state, 1);
    case 'previous':
      return neighbour(state, -1);
    case 'back':
    case 'open':
      return step(command === 'back' ? { ...state, opened: null } : state);
    case 'approve':
    case 'reject':
    case 'modify':
    case 'scope':
      return startDeciding(state, command, opened, at);
    default:
      return general(state, command);
  }
}

export function scrolled(state: State, opened: Opened, to: number): Step {
  return step({
    ...state,
    opened: { ...opened, scroll: Math.max(0, Math.min(to, lastScroll(state, opened))) },
  });
}

function neighbour(state: State, by: number): Step {
  const queue = moveTo(state.queue, state.queue.at + by);
  const entry = entryUnder(queue);
  return step({
    ...state,
    queue,
    opened: entry === null ? null : { entry, scroll: 0, ended: null, isForPrompt: false },
  });
}
