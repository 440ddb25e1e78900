import { useEffect, useRef, useState } from 'preact/hooks';
import { type Entry, outOfOrder } from '../live/queue-state.ts';
import { Card } from './card.tsx';

/** Cards that are drawn at once; thousands may wait. */
const PAGE = 60;

export interface QueueListProps {
  readonly entries: readonly Entry[];
  readonly total: number;
  readonly now: number;
  readonly selected: string | null;
  /** The card that the keys act on. */
  readonly cursor: string | null;
  /** The bottle of this gateway: named on a card only where it is another. */
  readonly bottle: string | null;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onCursor: (id: string) => void;
  readonly onPinned: (pinned: boolean) => void;
  readonly onSort: () => void;
}

export function QueueList(props: QueueListProps) {
  const { entries, total, now, selected, cursor, filter } = props;
  const [drawn, setDrawn] = useState(PAGE);
  const list = useRef<HTMLUListElement>(null);
  const at = entries.findIndex((entry) => entry.item.proposal.id === cursor);
  useEffect(() => {
    if (at >= drawn - 5) setDrawn(at + PAGE);
  }, [at, drawn]);
  const late = outOfOrder(entries.slice(0, 500));
  const focusable = at < 0 ? (entries[0]?.item.proposal.id ?? null) : cursor;
  return (
    <section class="queue" aria-label="Queue">
      <div class="list-tools">
        <label class="filter">
          <span class="visually-hidden">Filter the queue</span>
          <input
            type="search"
            id="filter"
            placeholder="Filter ( / )"
            value={filter}
            autocomplete="off"
            onInput={(event) => props.onFilter(event.currentTarget.value)}
          />
        </label>
        <span class="count">{filter === '' ? `${total} open` : `${entries.length} of ${total}`}</span>
      </div>
      {late > 0 ? (
        <button type="button" class="reorder" onClick={props.onSort}>
          Order kept while you work; {late} more urgent below. <b>Sort now</b> <kbd>u</kbd>
        </button>
      ) : null}
      <ul
        class="cards"
        ref={list}
        onPointerEnter={() => props.onPinned(true)}
        onPointerLeave={() => props.onPinned(list.current?.contains(document.activeElement) ?? false)}
        onFocusIn={() => props.onPinned(true)}
        onFocusOut={(event) => {
          const to = event.relatedTarget;
          if (!(to instanceof Node && list.current?.contains(to))) props.onPinned(false);
        }}
      >
        {entries.slice(0, drawn).map((entry) => {
          const { id } = entry.item.proposal;
          return (
            <Card
              key={id}
              entry={entry}
              now={now}
              selected={id === selected}
              focusable={id === focusable}
              bottle={props.bottle}
              onOpen={() => props.onOpen(id)}
              onFocus={() => props.onCursor(id)}
            />
          );
        })}
      </ul>
      {entries.length > drawn ? (
        <button type="button" class="more" onClick={() => setDrawn(drawn + PAGE)}>
          Show more ({entries.length - drawn})
        </button>
      ) : null}
    </section>
  );
}
