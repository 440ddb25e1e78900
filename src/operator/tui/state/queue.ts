import type { QueuedProposal } from '../../../core/approval/queue-port.ts';
import { byPatience, type Entry, entryOf } from './entry.ts';

/** What is open, in the order it is shown in. */
export interface Queue {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Ids of all entries. */
  readonly order: readonly string[];
  /** Ids of those that the filter lets through, in the same order. */
  readonly shown: readonly string[];
  readonly filter: string;
  /** The one under the cursor. Null only where nothing is shown. */
  readonly cursor: string | null;
  /** Where the cursor stands in `shown`. */
  readonly at: number;
  /** First row of `shown` on the screen. */
  readonly top: number;
}

export const EMPTY_QUEUE: Queue = {
  entries: new Map(),
  order: [],
  shown: [],
  filter: '',
  cursor: null,
  at: 0,
  top: 0,
};

export interface QueueChange {
  readonly updated: readonly QueuedProposal[];
  readonly closed: readonly string[];
}

/**
 * Takes in what changed. Everything down to the cursor keeps its place; what is below is ordered by patience anew. So
 * nothing ever moves under the cursor, and the most urgent of the rest is the next one.
 */
export function withChange(queue: Queue, change: QueueChange): Queue {
  const entries = new Map(queue.entries);
  for (const item of change.updated)
    entries.set(item.proposal.id, entryOf(item, entries.get(item.proposal.id)));
  // Last: what changed and was closed within one change is gone, and an id never comes back.
  for (const id of change.closed) entries.delete(id);
  return arranged({ ...queue, entries }, keptPart(queue));
}

/** Takes in all there is. */
export function withAll(queue: Queue, items: readonly QueuedProposal[]): Queue {
  const entries = new Map<string, Entry>();
  for (const item of items) entries.set(item.proposal.id, entryOf(item, queue.entries.get(item.proposal.id)));
  return arranged({ ...queue, entries }, keptPart(queue));
}

/** Orders the whole by patience; the cursor stays with its proposal. */
export function sorted(queue: Queue): Queue {
  return arranged(queue, []);
}

export function withFilter(queue: Queue, filter: string): Queue {
  return arranged({ ...queue, filter }, queue.order);
}

export function moveTo(queue: Queue, at: number): Queue {
  const bounded = Math.max(0, Math.min(queue.shown.length - 1, at));
  return { ...queue, at: bounded, cursor: queue.shown[bounded] ?? null };
}

/** Moves the cursor and what is in sight by so many rows. */
export function movePage(queue: Queue, rows: number): Queue {
  return { ...moveTo(queue, queue.at + rows), top: Math.max(0, queue.top + rows) };
}

export function entryUnder(queue: Queue): Entry | null {
  return queue.cursor === null ? null : (queue.entries.get(queue.cursor) ?? null);
}

/** How many stand below the cursor and are more urgent than the first row; what `u` is offered for. */
export function isOutOfOrder(queue: Queue): boolean {
  const first = queue.entries.get(queue.order[0] ?? '');
  const next = queue.entries.get(queue.shown[queue.at + 1] ?? '');
  return queue.at > 0 && first !== undefined && next !== undefined && byPatience(next, first) < 0;
}

function keptPart(queue: Queue): readonly string[] {
  if (queue.cursor === null) return [];
  return queue.order.slice(0, queue.order.indexOf(queue.cursor) + 1);
}

function arranged(queue: Queue, kept: readonly string[]): Queue {
  const { entries } = queue;
  const first = kept.filter((id) => entries.has(id));
  const isKept = new Set(first);
  const rest = [...entries.values()].filter((entry) => !isKept.has(entry.id)).sort(byPatience);
  const order = [...first, ...rest.map((entry) => entry.id)];
  const shown = filtered(order, entries, queue.filter);
  // Where the one under the cursor is gone, the next one comes up in its place.
  const same = queue.cursor === null ? -1 : shown.indexOf(queue.cursor);
  const at = same >= 0 ? same : Math.max(0, Math.min(queue.at, shown.length - 1));
  // The one under the cursor keeps its row on the screen, whatever went above it.
  const top = same >= 0 ? Math.max(0, queue.top + at - queue.at) : queue.top;
  return { ...queue, order, shown, at, top, cursor: shown[at] ?? null };
}

/** Moves the window so that the cursor is in it, and no further. */
export function inWindow(queue: Queue, rows: number): Queue {
  const lowest = Math.max(0, queue.at - rows + 1);
  const highest = Math.min(queue.at, Math.max(0, queue.shown.length - rows));
  const top = Math.min(Math.max(queue.top, lowest), Math.max(highest, lowest));
  return top === queue.top ? queue : { ...queue, top };
}

function filtered(
  order: readonly string[],
  entries: ReadonlyMap<string, Entry>,
  filter: string,
): readonly string[] {
  const words = filter
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return order;
  return order.filter((id) => {
    const searched = entries.get(id)?.searched ?? '';
    return words.every((word) => searched.includes(word));
  });
}
