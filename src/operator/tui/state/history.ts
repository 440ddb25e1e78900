import type { ArchivedProposal } from '../../../core/approval/queue-port.ts';
import type { Input } from '../input/input.ts';
import { lastHistoryScroll } from '../view/history-pane.ts';
import { layoutOf } from '../view/layout.ts';
import { commandOf } from './commands.ts';
import type { HistoryView, State } from './state.ts';
import { type Step, step } from './step.ts';

/** How many closed proposals are read at a time. */
export const HISTORY_PAGE = 50;

/** Keys of what was decided: a list, and one of them opened. */
export function onHistoryInput(state: State, history: HistoryView, input: Input): Step {
  const command = commandOf(input);
  if (command === 'quit') return step(state, { kind: 'quit' });
  if (command === 'help') return step({ ...state, help: 0 });
  if (history.scroll !== null) return onOpened(state, history, history.scroll, command);
  const page = layoutOf(state.size).bodyRows - 2;
  switch (command) {
    case 'down':
      return moved(state, history, history.at + 1);
    case 'up':
      return moved(state, history, history.at - 1);
    case 'page_down':
      return moved(state, history, history.at + page);
    case 'page_up':
      return moved(state, history, history.at - page);
    case 'top':
      return moved(state, history, 0);
    case 'bottom':
      return moved(state, history, history.items.length - 1);
    case 'open':
      return step(history.items.length === 0 ? state : { ...state, history: { ...history, scroll: 0 } });
    case 'back':
    case 'history':
      return step({ ...state, history: null });
    default:
      return step(state);
  }
}

function onOpened(
  state: State,
  history: HistoryView,
  scroll: number,
  command: ReturnType<typeof commandOf>,
): Step {
  const to = (row: number): Step => {
    const last = lastHistoryScroll(state, history);
    return step({ ...state, history: { ...history, scroll: Math.max(0, Math.min(last, row)) } });
  };
  const page = layoutOf(state.size).bodyRows - 2;
  switch (command) {
    case 'down':
      return to(scroll + 1);
    case 'up':
      return to(scroll - 1);
    case 'page_down':
      return to(scroll + page);
    case 'page_up':
      return to(scroll - page);
    case 'top':
      return to(0);
    case 'back':
    case 'history':
      return step({ ...state, history: { ...history, scroll: null } });
    default:
      return step(state);
  }
}

/** Comes near the end: the next page is read. */
function moved(state: State, history: HistoryView, to: number): Step {
  const at = Math.max(0, Math.min(history.items.length - 1, to));
  const last = history.items.at(-1);
  if (history.status !== 'more' || last === undefined || at < history.items.length - 5) {
    return step({ ...state, history: { ...history, at } });
  }
  return step(
    { ...state, history: { ...history, at, status: 'loading' } },
    { kind: 'read_history', before: last.proposal.id },
  );
}

export function onHistoryRead(state: State, items: readonly ArchivedProposal[], isLast: boolean): Step {
  const { history } = state;
  if (history === null) return step(state);
  const known = new Set(history.items.map((item) => item.proposal.id));
  const more = items.filter((item) => !known.has(item.proposal.id));
  return step({
    ...state,
    history: { ...history, items: [...history.items, ...more], status: isLast ? 'all' : 'more' },
  });
}

export function onHistoryFailed(state: State, _reason: string): Step {
  const { history } = state;
  return step(history === null ? state : { ...state, history: { ...history, status: 'failed' } });
}
