import { layoutOf } from '../view/layout.ts';
import type { Event } from './events.ts';
import { focusOf } from './guard.ts';
import { onHistoryFailed, onHistoryRead } from './history.ts';
import { onInput } from './on-input.ts';
import { onDecided, onDecisionFailed, onEdited, onToldEnd } from './on-outcome.ts';
import { onQueueChanged, onQueueLost, onQueueRead } from './on-queue.ts';
import { inWindow } from './queue.ts';
import type { State } from './state.ts';
import { type Step, step } from './step.ts';

/** How long a notice stays, in milliseconds. */
const NOTICE_MS = 10_000;

/** The whole behaviour of the view: what happens, and what follows from it. No clock, no terminal, no files. */
export function reduce(before: State, event: Event): Step {
  const { state, effects } = handle(before, event);
  const queue = inWindow(state.queue, layoutOf(state.size).listRows);
  const settled = queue === state.queue ? state : { ...state, queue };
  const hasMoved = focusOf(settled) !== focusOf(before);
  return { state: hasMoved ? { ...settled, focusMovedAt: event.at } : settled, effects };
}

function handle(state: State, event: Event): Step {
  switch (event.kind) {
    case 'input':
      return onInput(state, event.input, event.at);
    case 'tick':
      return step(ticked(state, event.now));
    case 'resized':
      return step({ ...state, size: event.size }, { kind: 'repaint' });
    case 'queue_read':
      return onQueueRead(state, event.items);
    case 'queue_changed':
      return onQueueChanged(state, event.updated, event.closed);
    case 'queue_lost':
      return onQueueLost(state, event.reason);
    case 'decided':
      return onDecided(state, event.request, event.result);
    case 'decision_failed':
      return onDecisionFailed(state, event.id, event.reason);
    case 'told_end':
      return onToldEnd(state, event.id, event.how);
    case 'edited':
      return onEdited(state, event.id, event.result);
    case 'history_read':
      return onHistoryRead(state, event.items, event.isLast);
    case 'history_failed':
      return onHistoryFailed(state, event.reason);
    case 'resumed':
      // Whatever was typed while another program had the terminal was not meant for us.
      return step({ ...state, focusMovedAt: event.at }, { kind: 'repaint' });
  }
}

function ticked(state: State, now: number): State {
  const isOld = state.notice !== null && now - state.notice.since > NOTICE_MS;
  return { ...state, now, notice: isOld ? null : state.notice };
}
