import type { QueuedProposal } from '../../../core/approval/queue-port.ts';
import { entryOf } from './entry.ts';
import type { Closing, Effect } from './events.ts';
import { withAll, withChange } from './queue.ts';
import type { State } from './state.ts';
import { type Step, step, told } from './step.ts';

/** The whole queue was read: at the start, and when its directory is back. */
export function onQueueRead(state: State, items: readonly QueuedProposal[]): Step {
  const queue = withAll(state.queue, items);
  const isNew = state.isLoaded && [...queue.entries.keys()].some((id) => !state.queue.entries.has(id));
  const read = { ...state, queue, isLoaded: true, lost: null };
  const back = state.lost === null ? read : told(read, 'good', 'The queue is back.');
  const missing = state.opened !== null && !queue.entries.has(state.opened.entry.id);
  const refreshed = withOpenedFrom(back, items);
  return missing && state.opened !== null && state.opened.ended === null
    ? step(
        { ...refreshed, opened: { ...state.opened, ended: 'closed' } },
        { kind: 'look_up', id: state.opened.entry.id },
        ...rings(state, isNew),
      )
    : step(refreshed, ...rings(state, isNew));
}

export function onQueueChanged(
  state: State,
  updated: readonly QueuedProposal[],
  closed: readonly Closing[],
): Step {
  const queue = withChange(state.queue, { updated, closed: closed.map((closing) => closing.id) });
  const isNew = updated.some((item) => !state.queue.entries.has(item.proposal.id));
  const changed = withOpenedFrom({ ...state, queue }, updated);
  const end = closed.find((closing) => closing.id === changed.opened?.entry.id);
  if (end === undefined || changed.opened === null || changed.opened.ended !== null) {
    return step(changed, ...rings(state, isNew));
  }
  return step(
    { ...changed, opened: { ...changed.opened, ended: end.how } },
    { kind: 'look_up', id: end.id },
    ...rings(state, isNew),
  );
}

/** What was seen last stays on the screen, marked; nothing can be decided without the queue. */
export function onQueueLost(state: State, reason: string): Step {
  return step(state.lost === reason ? state : { ...state, lost: reason });
}

/**
 * Who waits changes before one's eyes. Other bytes under the same id do not: a prompt goes on being about what was shown,
 * and the gateway refuses a decision about what it did not write (U5).
 */
function withOpenedFrom(state: State, items: readonly QueuedProposal[]): State {
  const { opened } = state;
  const item = items.find((candidate) => candidate.proposal.id === opened?.entry.id);
  if (opened === null || item === undefined) return state;
  const isSame = item.digest === opened.entry.item.digest;
  const entry = isSame ? entryOf(item, opened.entry) : { ...opened.entry, changed: true };
  return { ...state, opened: { ...opened, entry } };
}

function rings(state: State, isNew: boolean): readonly Effect[] {
  return isNew && state.bell ? [{ kind: 'ring' }] : [];
}
