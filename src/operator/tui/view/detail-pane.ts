import { own, safeLine } from '../../safe-terminal-text.ts';
import type { Entry } from '../state/entry.ts';
import type { Opened, ReasonPrompt, State } from '../state/state.ts';
import { coverageLine } from './coverage-line.ts';
import { evidenceLines, headLines, timeLines, waitingLines, warningLines } from './evidence-lines.ts';
import { layoutOf } from './layout.ts';
import { dim, EMPTY_LINE, type Line, labelled, line, paragraph, rule } from './line.ts';
import { changeLines, textLines } from './text-lines.ts';

/** One proposal: what leaves and to whom first, all that we know next, what others wrote last (U2). */
export function detailPane(
  state: State,
  opened: Opened,
  columns: number,
  rows: number,
  allowedHosts: readonly string[] | null,
): readonly Line[] {
  const { fixed, body } = partsOf(state, opened, columns, rows, allowedHosts);
  const room = Math.max(1, rows - fixed.length);
  const top = Math.min(opened.scroll, Math.max(0, body.length - room));
  const below = Math.max(0, body.length - top - room);
  const seen = body.slice(top, top + room);
  // The last row says that there is more; nothing is hidden without a word.
  const shown = below > 0 && room > 2 ? [...seen.slice(0, -1), moreLine(below + 1, columns)] : seen;
  return [...fixed, ...shown];
}

/** How far the text of an opened proposal can be moved up before its end is seen. */
export function lastScroll(state: State, opened: Opened): number {
  const { detailColumns, bodyRows } = layoutOf(state.size);
  const { fixed, body } = partsOf(state, opened, detailColumns - 1, bodyRows, null);
  // A prompt takes some of the rows.
  const rows = state.prompt === null ? bodyRows : Math.floor(bodyRows / 2);
  return Math.max(0, body.length - (rows - fixed.length));
}

function partsOf(
  state: State,
  { entry, ended }: Opened,
  columns: number,
  rows: number,
  allowedHosts: readonly string[] | null,
): { readonly fixed: readonly Line[]; readonly body: readonly Line[] } {
  const fixed = [
    ...(ended === null ? [] : paragraph('warning', own`Closed: ${safeLine(ended, 300)}`, columns)),
    ...headLines(entry, columns),
    ...warningLines(entry, columns),
  ].slice(0, Math.max(1, Math.floor(rows / 2)));
  const changed = changedFileOf(state);
  return {
    fixed,
    body: [
      ...(changed === null ? [] : changeLines(entry.item.proposal.proposed_file, changed, columns)),
      ...bodyLines(state, entry, columns, allowedHosts),
    ],
  };
}

function bodyLines(
  state: State,
  entry: Entry,
  columns: number,
  allowedHosts: readonly string[] | null,
): readonly Line[] {
  const now = new Date(state.now);
  const { proposal, state: waiting } = entry.item;
  const coverage = coverageLine(state, entry, null, allowedHosts);
  return [
    ...waitingLines(waiting, now, columns),
    ...evidenceLines(proposal, columns),
    ...timeLines(proposal, now, columns),
    ...labelled(
      own`bottle`,
      'plain',
      own`${safeLine(proposal.bottle_slug, 64)}, ${safeLine(proposal.tool, 40)}`,
      columns,
    ),
    ...(state.prompt === null ? labelled(own`approving`, 'plain', coverage, columns) : []),
    ...textLines(proposal, columns),
    EMPTY_LINE,
    ...labelled(own`proposal`, 'dim', safeLine(proposal.id, 64), columns),
    ...labelled(own`digest`, 'dim', safeLine(entry.item.digest, 64), columns),
  ];
}

function changedFileOf(state: State): string | null {
  const { prompt } = state;
  const reason: ReasonPrompt | null =
    prompt?.kind === 'reason' ? prompt : prompt?.kind === 'sending' ? prompt.reason : null;
  return reason?.finalFile ?? null;
}

function moreLine(count: number, columns: number): Line {
  const words = own`── ${count} more lines, PgDn `;
  return line(dim(words), dim(rule(columns - words.length)));
}
