import type { ArchivedProposal } from '../../../core/approval/queue-port.ts';
import { evidenceOf } from '../../../supervisor/token-evidence.ts';
import { relativeTime } from '../../cli/time-view.ts';
import { hostShown } from '../../host-shown.ts';
import { own, type SafeTerminalText, safeLine } from '../../safe-terminal-text.ts';
import { entryOf } from '../state/entry.ts';
import type { HistoryView, State } from '../state/state.ts';
import { evidenceLines, headLines } from './evidence-lines.ts';
import { layoutOf } from './layout.ts';
import {
  blanks,
  dim,
  EMPTY_LINE,
  filled,
  type Line,
  labelled,
  line,
  padded,
  plain,
  span,
  type Tone,
} from './line.ts';
import { textLines } from './text-lines.ts';

const WHEN = 12;
const ENDED = 11;
const BY = 12;

/** What was decided, newest first, or one of them in full. */
export function historyPane(
  state: State,
  history: HistoryView,
  columns: number,
  rows: number,
): readonly Line[] {
  const item = history.items[history.at];
  if (history.scroll !== null && item !== undefined) {
    const lines = archivedLines(state, item, columns);
    const top = Math.min(history.scroll, Math.max(0, lines.length - rows));
    return lines.slice(top, top + rows);
  }
  return historyList(state, history, columns, rows);
}

/** How far the text of an opened one can be moved up before its end is seen. */
export function lastHistoryScroll(state: State, history: HistoryView): number {
  const item = history.items[history.at];
  const { bodyRows } = layoutOf(state.size);
  return item === undefined
    ? 0
    : Math.max(0, archivedLines(state, item, state.size.columns).length - bodyRows);
}

function historyList(state: State, history: HistoryView, columns: number, rows: number): readonly Line[] {
  const host = Math.max(14, Math.floor((columns - 2 - WHEN - ENDED - BY) * 0.5));
  const titles = line(
    dim(own`  ${padded(own`WHEN`, WHEN)} ${padded(own`ENDED`, ENDED)} ${padded(own`BY`, BY)} `),
    dim(own`${padded(own`HOST`, host)} WHAT`),
  );
  if (history.items.length === 0) return [titles, EMPTY_LINE, line(plain(emptyWords(history)))];
  const room = rows - 2;
  const top = Math.max(0, Math.min(history.at - Math.floor(room / 2), history.items.length - room));
  const lines = history.items.slice(top, top + room).map((item, index) => {
    const row = rowOf(state, item, host, top + index === history.at);
    return top + index === history.at ? { ...filled(row, columns), isCurrent: true as const } : row;
  });
  return [titles, ...lines, ...(history.status === 'loading' ? [line(dim(own`  Reading more…`))] : [])];
}

function emptyWords({ status }: HistoryView): SafeTerminalText {
  if (status === 'loading') return own`  Reading the archive…`;
  return status === 'failed' ? own`  The archive cannot be read.` : own`  Nothing was decided yet.`;
}

function rowOf(state: State, item: ArchivedProposal, hostColumns: number, isCurrent: boolean): Line {
  const { host, kind, secretName } = evidenceOf(item.proposal);
  const ended = item.response?.status ?? item.outcome?.reason ?? 'closed';
  return line(
    isCurrent ? span('accent', own`❯ `) : plain(blanks(2)),
    dim(padded(relativeTime(closedAt(item), new Date(state.now)), WHEN)),
    plain(own` `),
    span(toneOf(ended), padded(safeLine(ended, ENDED), ENDED)),
    plain(own` `),
    plain(padded(ascii(item.response?.decided_by ?? '-'), BY)),
    plain(own` `),
    plain(padded(host === null ? own`-` : hostShown(host).text, hostColumns)),
    plain(own` `),
    plain(ascii(secretName ?? kind ?? item.proposal.tool)),
  );
}

function archivedLines(state: State, item: ArchivedProposal, columns: number): readonly Line[] {
  const { response, outcome, proposal } = item;
  const entry = entryOf({ proposal, digest: item.digest, state: null, answered: true }, undefined);
  const ended = safeLine(response?.status ?? outcome?.reason ?? 'closed', 20);
  return [
    ...headLines(entry, columns),
    ...labelled(
      own`ended`,
      'strong',
      own`${ended}, ${relativeTime(closedAt(item), new Date(state.now))}`,
      columns,
    ),
    ...(response === null
      ? []
      : [
          ...labelled(own`by`, 'plain', safeLine(response.decided_by ?? 'somebody unnamed', 64), columns),
          ...labelled(
            own`reason`,
            'plain',
            safeLine(response.notes === '' ? '-' : response.notes, 1000),
            columns,
          ),
          ...(response.scope === undefined
            ? []
            : labelled(own`limits`, 'plain', limitsOf(response.scope), columns)),
        ]),
    ...(outcome === null ? [] : labelled(own`requests`, 'plain', own`${outcome.requests}`, columns)),
    ...evidenceLines(proposal, columns),
    ...textLines(proposal, columns),
    EMPTY_LINE,
    ...labelled(own`proposal`, 'dim', safeLine(proposal.id, 64), columns),
    ...labelled(own`digest`, 'dim', safeLine(item.digest, 64), columns),
  ];
}

function limitsOf(scope: NonNullable<NonNullable<ArchivedProposal['response']>['scope']>): SafeTerminalText {
  const parts = [
    scope.host_only === true ? 'this host only' : null,
    scope.ttl_seconds === undefined ? null : `${scope.ttl_seconds} seconds`,
    scope.uses === undefined ? null : `${scope.uses} uses`,
  ].filter((part) => part !== null);
  return safeLine(parts.length === 0 ? 'none' : parts.join(', '), 100);
}

function toneOf(ended: string): Tone {
  if (ended === 'approved' || ended === 'modified') return 'good';
  return ended === 'rejected' || ended === 'malformed' ? 'warning' : 'dim';
}

function closedAt(item: ArchivedProposal): string {
  return item.outcome?.closed_at ?? item.response?.decided_at ?? item.proposal.created_at;
}

function ascii(text: string): SafeTerminalText {
  return safeLine(
    text
      .slice(0, 200)
      .replace(/[^\x20-\x7e]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`),
    200,
  );
}
