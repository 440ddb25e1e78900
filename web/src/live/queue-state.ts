import type { EventsWire, EventWire, OpenWire } from '../../../src/operator/web/wire.ts';
import { byUrgency } from '../../../src/supervisor/urgency.ts';

export interface Entry {
  readonly item: OpenWire;
  /** How it ended while somebody looked at it; null: open. */
  readonly closed: EventsWire['closed'] | null;
}

export interface QueueState {
  /** In the order that is shown. */
  readonly entries: readonly Entry[];
  /** The list was given whole at least once. */
  readonly loaded: boolean;
}

export const NOTHING_YET: QueueState = { entries: [], loaded: false };

/** What must not move: the one that is open, and the order while somebody works in the list (Q9). */
export interface Hold {
  readonly selected: string | null;
  readonly pinned: boolean;
}

/** The list after an event. While it is pinned, nothing changes its place: what is new comes last. */
export function afterEvent(state: QueueState, event: EventWire, hold: Hold): QueueState {
  switch (event.event) {
    case 'snapshot':
      return { entries: merged(state.entries, event.data.proposals, hold), loaded: true };
    case 'opened':
    case 'changed':
      return { ...state, entries: ordered(withItem(state.entries, event.data), hold) };
    case 'closed':
      return { ...state, entries: withoutItem(state.entries, event.data, hold.selected) };
    default:
      return state;
  }
}

/** Most urgent first; what has ended goes. */
export function sorted(entries: readonly Entry[], selected: string | null): readonly Entry[] {
  return mostUrgentFirst(
    entries.filter((entry) => entry.closed === null || entry.item.proposal.id === selected),
  );
}

function mostUrgentFirst(entries: readonly Entry[]): readonly Entry[] {
  const owners = new Map<OpenWire, Entry>(entries.map((entry) => [entry.item, entry]));
  return byUrgency(entries.map((entry) => entry.item)).flatMap((item) => owners.get(item) ?? []);
}

/** How many wait below one that is less urgent. */
export function outOfOrder(entries: readonly Entry[]): number {
  const open = entries.filter((entry) => entry.closed === null);
  const places = new Map(mostUrgentFirst(open).map((entry, index) => [entry, index]));
  return open.filter((entry, index) => (places.get(entry) ?? index) < index).length;
}

function ordered(entries: readonly Entry[], hold: Hold): readonly Entry[] {
  return hold.pinned ? entries : sorted(entries, hold.selected);
}

function merged(entries: readonly Entry[], items: readonly OpenWire[], hold: Hold): readonly Entry[] {
  const fresh = new Map(items.map((item) => [item.proposal.id as string, item]));
  const kept = entries.flatMap((entry): Entry[] => {
    const item = fresh.get(entry.item.proposal.id);
    fresh.delete(entry.item.proposal.id);
    if (item !== undefined) return [{ item, closed: null }];
    if (entry.item.proposal.id !== hold.selected) return [];
    return [{ ...entry, closed: entry.closed ?? { id: entry.item.proposal.id, reason: null, status: null } }];
  });
  const added = [...fresh.values()].map((item): Entry => ({ item, closed: null }));
  return ordered([...kept, ...sorted(added, null)], hold);
}

function withItem(entries: readonly Entry[], item: OpenWire): readonly Entry[] {
  const at = entries.findIndex((entry) => entry.item.proposal.id === item.proposal.id);
  return at < 0 ? [...entries, { item, closed: null }] : entries.with(at, { item, closed: null });
}

function withoutItem(
  entries: readonly Entry[],
  closed: EventsWire['closed'],
  selected: string | null,
): readonly Entry[] {
  if (closed.id !== selected) return entries.filter((entry) => entry.item.proposal.id !== closed.id);
  return entries.map((entry) => (entry.item.proposal.id === closed.id ? { ...entry, closed } : entry));
}
