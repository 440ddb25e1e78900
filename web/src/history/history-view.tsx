import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ArchivedWire, HistoryWire } from '../../../src/operator/web/wire.ts';
import { call } from '../api/client.ts';
import { Evidence, Fact } from '../decide/evidence.tsx';
import { destinationOf, firstLine, titleOf, toolName } from '../queue/describe.ts';
import { matches } from '../queue/filter.ts';
import { ago, clock } from '../text/time.ts';
import { Quoted, Visible, visibleText } from '../text/visible.tsx';

const ENDS = [
  'approved',
  'modified',
  'rejected',
  'expired',
  'superseded',
  'withdrawn',
  'malformed',
  'orphaned',
] as const;
const MARKS: Readonly<Record<string, string>> = {
  approved: '✓',
  modified: '✓',
  rejected: '✕',
  expired: '⌛',
};

function endOf(item: ArchivedWire): string {
  if (item.outcome?.reason === 'malformed') return 'malformed';
  return item.response?.status ?? item.outcome?.reason ?? 'closed';
}

/** What was asked and how it ended, newest first. `version` changes whenever something closes. */
export function HistoryView({ version, now }: { readonly version: number; readonly now: number }) {
  const [items, setItems] = useState<readonly ArchivedWire[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [filter, setFilter] = useState('');
  const [end, setEnd] = useState('');
  const [opened, setOpened] = useState<string | null>(null);

  const load = useCallback(async (before: string | null) => {
    try {
      const query = before === null ? '' : `?before=${encodeURIComponent(before)}`;
      const page = await call<HistoryWire>('GET', `/api/history${query}`);
      setItems((known) => (before === null ? joined(page.history, known) : joined(known, page.history)));
      // The newest page says nothing about how far back the list goes already.
      setNext((known) => (before === null ? (known ?? page.next) : page.next));
      setState('ready');
    } catch {
      setState('failed');
    }
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: something closed, so look again
  useEffect(() => {
    void load(null);
  }, [load, version]);

  const shown = items.filter(
    (item) =>
      (end === '' || endOf(item) === end) &&
      matches(
        item.proposal,
        filter,
        `${item.response?.notes ?? ''}\n${item.response?.decided_by ?? ''}\n${endOf(item)}`,
      ),
  );
  return (
    <section class="page" aria-labelledby="history-title">
      <div class="page-head">
        <h2 id="history-title">History</h2>
        <div class="filters">
          <label>
            <span class="visually-hidden">Filter the history</span>
            <input
              type="search"
              id="filter"
              placeholder="Host, kind, reason, who … ( / )"
              value={filter}
              autocomplete="off"
              onInput={(event) => setFilter(event.currentTarget.value)}
            />
          </label>
          <label>
            <span class="visually-hidden">How it ended</span>
            <select value={end} onChange={(event) => setEnd(event.currentTarget.value)}>
              <option value="">every end</option>
              {ENDS.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      {state === 'failed' ? <p class="problem">The history cannot be read at the moment.</p> : null}
      {state === 'ready' && shown.length === 0 ? (
        <p class="empty-line">
          {items.length === 0 ? 'Nothing was decided yet.' : 'Nothing here fits the filter.'}
        </p>
      ) : null}
      <ul class="rows">
        {shown.map((item) => (
          <Row
            key={item.proposal.id}
            item={item}
            now={now}
            open={opened === item.proposal.id}
            onToggle={() => setOpened(opened === item.proposal.id ? null : item.proposal.id)}
          />
        ))}
      </ul>
      {next === null ? null : (
        <button type="button" class="more" onClick={() => void load(next)}>
          Older
        </button>
      )}
    </section>
  );
}

/** Without what stands in both. */
function joined(first: readonly ArchivedWire[], then: readonly ArchivedWire[]): readonly ArchivedWire[] {
  const ids = new Set<string>(first.map((item) => item.proposal.id));
  return [...first, ...then.filter((item) => !ids.has(item.proposal.id))];
}

interface RowProps {
  readonly item: ArchivedWire;
  readonly now: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function Row({ item, now, open, onToggle }: RowProps) {
  const { proposal, response, outcome } = item;
  const end = endOf(item);
  const closedAt = outcome?.closed_at ?? response?.decided_at ?? proposal.created_at;
  const isToken = proposal.tool === 'egress-token-allow';
  return (
    <li class="row-slot">
      <button type="button" class="row" aria-expanded={open} onClick={onToggle}>
        <span class={`end end-${end}`}>
          <span aria-hidden="true">{MARKS[end] ?? '–'}</span> {end}
        </span>
        <span class="row-what">
          <span class="row-title">
            <Visible text={titleOf(proposal)} />
          </span>
          <span class="row-where mono">
            <Visible text={isToken ? (destinationOf(proposal) ?? 'unknown host') : firstLine(proposal)} />
          </span>
        </span>
        <span class="row-why">
          {response === null || response.notes === '' ? null : (
            <Visible text={visibleText(response.notes, 160)} />
          )}
          {response?.decided_by === undefined ? null : (
            <span class="muted">
              {' '}
              — <Visible text={visibleText(response.decided_by, 60)} />
            </span>
          )}
        </span>
        <span class="row-when muted" title={clock(closedAt)}>
          {ago(closedAt, now)}
        </span>
      </button>
      {open ? (
        <div class="row-detail">
          {isToken ? <Evidence proposal={proposal} /> : null}
          <Quoted text={proposal.proposed_file} label="Payload" />
          <dl class="evidence evidence-small">
            <Fact name="Closed">{clock(closedAt)}</Fact>
            {response?.scope === undefined ? null : (
              <Fact name="Limits">
                <Visible text={limitsOf(response.scope)} />
              </Fact>
            )}
            <Fact name="Requests">{outcome?.requests ?? 'unknown'}</Fact>
            <Fact name="Tool">{toolName(proposal.tool)}</Fact>
            <Fact name="Proposal">
              <span class="mono break">
                <Visible text={proposal.id} />
              </span>
            </Fact>
            {response === null ? null : (
              <Fact name="Reason">
                <Visible text={response.notes} />
              </Fact>
            )}
          </dl>
        </div>
      ) : null}
    </li>
  );
}

function limitsOf(scope: NonNullable<NonNullable<ArchivedWire['response']>['scope']>): string {
  return [
    scope.host_only === true ? 'this host only' : null,
    scope.ttl_seconds === undefined ? null : `${scope.ttl_seconds} seconds`,
    scope.uses === undefined ? null : `${scope.uses} requests`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
