import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { DecisionWire, EventWire, StatusWire } from '../../src/operator/web/wire.ts';
import { ApiError, call } from './api/client.ts';
import { type Answering, Detail, type Ended } from './decide/detail.tsx';
import { endOfDecision, type Outcome } from './decide/outcome.ts';
import { notifies, notify, setNotifies, showCount } from './frame/attention.ts';
import { useNow } from './frame/clock.ts';
import { Header, type Tab } from './frame/header.tsx';
import { Help } from './frame/help.tsx';
import { CheckIcon } from './frame/icons.tsx';
import { useKeys } from './frame/keys.ts';
import { focusMoved } from './frame/quiet.ts';
import { applyTheme, nextTheme, savedTheme } from './frame/theme.ts';
import { HistoryView } from './history/history-view.tsx';
import { type Connection, follow } from './live/connection.ts';
import type { Entry } from './live/queue-state.ts';
import { EMPTY, step } from './live/workbench.ts';
import { Overview } from './overview/overview.tsx';
import { destinationOf, isConfigTool, titleOf } from './queue/describe.ts';
import { matches } from './queue/filter.ts';
import { QueueList } from './queue/queue-list.tsx';
import { SafeView } from './safe/safe-view.tsx';
import { visibleText } from './text/visible.tsx';

const NOTICE_MS = 6000;

/** The whole workplace behind the door. */
export function Desk({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const [bench, dispatch] = useReducer(step, EMPTY);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [tab, setTab] = useState<Tab>('queue');
  const [filter, setFilter] = useState('');
  const [theme, setTheme] = useState(savedTheme);
  const [notifying, setNotifying] = useState(notifies);
  const [helping, setHelping] = useState(false);
  const [answering, setAnswering] = useState<Answering>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [ended, setEnded] = useState<(Ended & { readonly id: string }) | null>(null);
  const [notice, setNotice] = useState<{ readonly text: string } | null>(null);
  const [said, setSaid] = useState('');
  const now = useNow();
  const { entries, loaded } = bench.queue;
  const open = entries.filter((entry) => entry.closed === null);
  const shown = entries.filter((entry) => matches(entry.item.proposal, filter));
  const selected = entries.find((entry) => entry.item.proposal.id === bench.selected) ?? null;

  const hear = useCallback((event: EventWire) => {
    dispatch({ do: 'event', event });
    if (event.event !== 'opened') return;
    const { proposal } = event.data;
    const text = `${titleOf(proposal)} → ${destinationOf(proposal) ?? proposal.bottle_slug}`;
    setSaid(visibleText(`New: ${text}`, 160));
    notify('Decant asks', text);
  }, []);
  useEffect(() => {
    call<StatusWire>('GET', '/api/status').then(
      (status) => dispatch({ do: 'status', status }),
      () => undefined,
    );
    return follow(hear, (state) => {
      setConnection(state);
      if (state === 'signed_out') onSignedOut();
    });
  }, [hear, onSignedOut]);
  useEffect(() => showCount(open.length, connection === 'live'), [open.length, connection]);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const show = useCallback((id: string | null) => {
    focusMoved();
    setAnswering(null);
    setProblem(null);
    setEnded(null);
    dispatch({ do: 'open', id });
    if (id !== null && history.state?.proposal !== true) history.pushState({ proposal: true }, '');
  }, []);
  const back = useCallback(() => {
    show(null);
    if (history.state?.proposal === true) history.back();
  }, [show]);
  useEffect(() => {
    const onBack = (): void => {
      if (history.state?.proposal !== true) show(null);
    };
    window.addEventListener('popstate', onBack);
    return () => window.removeEventListener('popstate', onBack);
  }, [show]);

  const leave = useRef<string | null>(null);
  useEffect(() => {
    // Closed with the keyboard, the focus goes back to where it came from.
    if (bench.selected !== null) leave.current = bench.selected;
    else if (leave.current !== null) {
      focusCard(leave.current);
      leave.current = null;
    }
  }, [bench.selected]);

  const goTo = (next: Tab): void => {
    focusMoved();
    setTab(next);
    setFilter('');
    if (next !== 'queue' && bench.selected !== null) back();
  };
  const answer = (next: Answering): void => {
    setProblem(null);
    setAnswering(next);
    focusMoved();
  };
  const settle = (entry: Entry, outcome: Outcome): void => {
    if (outcome.kind === 'problem') {
      setProblem(outcome.text);
      return;
    }
    setAnswering(null);
    if (outcome.kind === 'lost') {
      setEnded({ id: entry.item.proposal.id, decision: outcome.decision, text: outcome.text });
      return;
    }
    setNotice({ text: outcome.text });
    const next = neighbour(shown, entry.item.proposal.id);
    if (next === null) back();
    else show(next);
  };
  const decide = async (entry: Entry, decision: DecisionWire): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await call('POST', `/api/proposals/${entry.item.proposal.id}/decision`, decision);
      settle(entry, endOfDecision(entry.item, decision, null));
    } catch (error) {
      const fault = error instanceof ApiError ? error : new ApiError(0, { error: 'unexpected' });
      if (fault.status === 401) onSignedOut();
      settle(entry, endOfDecision(entry.item, decision, fault));
    } finally {
      setBusy(false);
    }
  };

  const move = (by: 1 | -1): boolean => {
    if (tab !== 'queue' || shown.length === 0) return tab === 'queue';
    const at = shown.findIndex((entry) => entry.item.proposal.id === (bench.selected ?? bench.cursor));
    const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
    if (next === undefined) return true;
    const { id } = next.item.proposal;
    focusMoved();
    if (bench.selected === null) dispatch({ do: 'cursor', id });
    else show(id);
    focusCard(id, bench.selected === null);
    return true;
  };
  /** From the list too: the card under the cursor is opened with the question. */
  const begin = (next: NonNullable<Answering>): boolean => {
    const id = bench.selected ?? bench.cursor;
    const entry = entries.find((item) => item.item.proposal.id === id);
    if (tab !== 'queue' || entry === undefined || entry.closed !== null || answering !== null) return false;
    if (bench.selected === null) show(entry.item.proposal.id);
    answer(next);
    return true;
  };
  useKeys({
    move: (key) => {
      if (key === 'j' || key === 'ArrowDown') return answering === null && move(1);
      if (key === 'k' || key === 'ArrowUp') return answering === null && move(-1);
      const tabs: Readonly<Record<string, Tab>> = { h: 'history', f: 'safe', o: 'overview' };
      const to = tabs[key];
      if (to !== undefined) goTo(to);
      else if (key === '/') document.getElementById('filter')?.focus();
      else if (key === '?') setHelping(true);
      else if (key === 't') changeTheme();
      else if (key === 'u') dispatch({ do: 'sort' });
      else if (key === 'q') return leaveOne();
      else return false;
      return true;
    },
    act: (key) => {
      const tool =
        (selected ?? entries.find((entry) => entry.item.proposal.id === bench.cursor))?.item.proposal.tool ??
        '';
      if (key === 'a') return begin({ answer: 'approved', focus: 'reason' });
      if (key === 'r') return begin({ answer: 'rejected', focus: 'reason' });
      if (key === 's' && tool === 'egress-token-allow') return begin({ answer: 'approved', focus: 'scope' });
      if (key === 'm' && isConfigTool(tool)) return begin({ answer: 'modified', focus: 'reason' });
      return false;
    },
    escape: () => leaveOne(),
  });
  /** One step back: out of the question, out of the proposal, out of the other views. */
  const leaveOne = (): boolean => {
    if (answering !== null) answer(null);
    else if (leaveField()) setFilter('');
    else if (filter !== '') setFilter('');
    else if (bench.selected !== null) back();
    else if (tab !== 'queue') goTo('queue');
    else return false;
    return true;
  };
  const changeTheme = (): void => {
    const next = nextTheme(theme);
    applyTheme(next);
    setTheme(next);
  };

  return (
    <div class={`desk ${selected === null ? '' : 'has-detail'}`}>
      <Header
        tab={tab}
        count={open.length}
        bottle={bench.status?.gateway?.bottle ?? null}
        connection={connection}
        theme={theme}
        notifying={notifying}
        onTab={goTo}
        onTheme={changeTheme}
        onNotify={() => void setNotifies(!notifying).then(setNotifying)}
        onHelp={() => setHelping(true)}
      />
      <Banner connection={connection} status={bench.status} />
      <main class={`main main-${tab}`} tabIndex={tab === 'overview' ? 0 : undefined} aria-label={tab}>
        <h1 class="visually-hidden">Decant</h1>
        {tab === 'queue' ? (
          <>
            {entries.length === 0 ? (
              <Empty loaded={loaded} />
            ) : (
              <QueueList
                entries={shown}
                total={open.length}
                now={now}
                selected={bench.selected}
                cursor={bench.cursor}
                bottle={bench.status?.gateway?.bottle ?? null}
                filter={filter}
                onFilter={setFilter}
                onOpen={show}
                onCursor={(id) => {
                  if (id !== bench.cursor) focusMoved();
                  dispatch({ do: 'cursor', id });
                }}
                onPinned={(inList) => dispatch({ do: 'in_list', inList })}
                onSort={() => dispatch({ do: 'sort' })}
              />
            )}
            <div class="side">
              {selected === null ? (
                <Overview status={bench.status} />
              ) : (
                <Detail
                  key={selected.item.proposal.id}
                  entry={selected}
                  now={now}
                  allowedHosts={bench.status?.allowed_hosts ?? null}
                  answering={answering}
                  busy={busy}
                  problem={problem}
                  ended={ended?.id === selected.item.proposal.id ? ended : null}
                  onAnswer={answer}
                  onDecide={(decision) => void decide(selected, decision)}
                  onClose={back}
                />
              )}
            </div>
          </>
        ) : null}
        {tab === 'history' ? <HistoryView version={bench.historyVersion} now={now} /> : null}
        {tab === 'safe' ? (
          <SafeView version={bench.safeVersion} now={now} onNotice={(text) => setNotice({ text })} />
        ) : null}
        {tab === 'overview' ? (
          <section class="page">
            <Overview status={bench.status} />
          </section>
        ) : null}
      </main>
      <div class="notices" role="status" aria-live="polite">
        {notice === null ? null : <p class="notice">{notice.text}</p>}
      </div>
      <div class="visually-hidden" aria-live="polite" data-live="new">
        {said}
      </div>
      {helping ? <Help onClose={() => setHelping(false)} /> : null}
    </div>
  );
}

function Banner({
  connection,
  status,
}: {
  readonly connection: Connection;
  readonly status: StatusWire | null;
}) {
  if (connection === 'lost') {
    return (
      <p class="banner banner-danger" role="alert">
        <b>The gateway does not answer.</b> What you see may be old. Trying again…
      </p>
    );
  }
  if (status?.queue.usable === false) {
    return (
      <p class="banner banner-danger" role="alert">
        <b>The queue cannot be read</b> ({status.queue.code ?? 'failed'}). Requests are refused meanwhile;
        trying again…
      </p>
    );
  }
  return null;
}

function Empty({ loaded }: { readonly loaded: boolean }) {
  return (
    <section class="queue empty" aria-label="Queue">
      {loaded ? (
        <>
          <CheckIcon />
          <h2>Nothing waits for you</h2>
          <p class="muted">
            A request with a credential in it shows up here at once, and is held until you answer.
          </p>
        </>
      ) : (
        <p class="muted">Loading the queue…</p>
      )}
    </section>
  );
}

/** Empties and leaves the field that has the focus, if one has. */
function leaveField(): boolean {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement)) return false;
  field.value = '';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.blur();
  return true;
}

function neighbour(entries: readonly Entry[], id: string): string | null {
  const at = entries.findIndex((entry) => entry.item.proposal.id === id);
  const open = (entry: Entry | undefined): boolean =>
    entry !== undefined && entry.closed === null && !entry.item.answered && entry.item.proposal.id !== id;
  const next = entries.slice(at + 1).find(open) ?? entries.slice(0, Math.max(at, 0)).findLast(open);
  return next?.item.proposal.id ?? null;
}

function focusCard(id: string, take = true): void {
  requestAnimationFrame(() => {
    const card = [...document.querySelectorAll<HTMLElement>('.card')].find(
      (element) => element.dataset.id === id,
    );
    card?.scrollIntoView({ block: 'nearest' });
    if (take) card?.focus({ preventScroll: true });
  });
}
