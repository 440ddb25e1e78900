import type { EventWire, StatusWire } from '../../../src/operator/web/wire.ts';
import { afterEvent, NOTHING_YET, type QueueState, sorted } from './queue-state.ts';

/** What the views stand on: the queue, what is open in it, and where the keys are. */
export interface Workbench {
  readonly queue: QueueState;
  readonly selected: string | null;
  readonly cursor: string | null;
  /** Somebody is in the list. */
  readonly inList: boolean;
  readonly status: StatusWire | null;
  /** Count up with what may have changed them. */
  readonly safeVersion: number;
  readonly historyVersion: number;
}

export type Action =
  | { readonly do: 'event'; readonly event: EventWire }
  | { readonly do: 'status'; readonly status: StatusWire }
  | { readonly do: 'open'; readonly id: string | null }
  | { readonly do: 'cursor'; readonly id: string | null }
  | { readonly do: 'in_list'; readonly inList: boolean }
  | { readonly do: 'sort' };

export const EMPTY: Workbench = {
  queue: NOTHING_YET,
  selected: null,
  cursor: null,
  inList: false,
  status: null,
  safeVersion: 0,
  historyVersion: 0,
};

export function step(bench: Workbench, action: Action): Workbench {
  switch (action.do) {
    case 'event':
      return afterServerEvent(bench, action.event);
    case 'status':
      return { ...bench, status: action.status };
    case 'open':
      return tidied({ ...bench, selected: action.id, cursor: action.id ?? bench.cursor });
    case 'cursor':
      return { ...bench, cursor: action.id };
    case 'in_list':
      return action.inList === bench.inList ? bench : tidied({ ...bench, inList: action.inList });
    case 'sort':
      return { ...bench, queue: { ...bench.queue, entries: sorted(bench.queue.entries, bench.selected) } };
  }
}

function afterServerEvent(bench: Workbench, event: EventWire): Workbench {
  if (event.event === 'ping') return bench;
  if (event.event === 'safe') return { ...bench, safeVersion: bench.safeVersion + 1 };
  if (event.event === 'status') return { ...bench, status: event.data };
  const pinned = bench.inList || bench.selected !== null;
  const queue = afterEvent(bench.queue, event, { selected: bench.selected, pinned });
  const ended = event.event === 'closed' || event.event === 'snapshot';
  return { ...bench, queue, historyVersion: bench.historyVersion + (ended ? 1 : 0) };
}

/** What has ended stays only while it is open; the order is mended once nobody works in the list. */
function tidied(bench: Workbench): Workbench {
  const { entries } = bench.queue;
  const isFree = !bench.inList && bench.selected === null;
  const next = isFree
    ? sorted(entries, bench.selected)
    : entries.filter((entry) => entry.closed === null || entry.item.proposal.id === bench.selected);
  return { ...bench, queue: { ...bench.queue, entries: next } };
}
