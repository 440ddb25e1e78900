import { own } from '../../safe-terminal-text.ts';
import { entryUnder } from '../state/queue.ts';
import type { Opened, State } from '../state/state.ts';
import { coverageLine } from './coverage-line.ts';
import { detailPane } from './detail-pane.ts';
import { evidenceLines, headLines, warningLines } from './evidence-lines.ts';
import { helpPane } from './help-pane.ts';
import { historyPane } from './history-pane.ts';
import { type Layout, PREVIEW_ROWS } from './layout.ts';
import { dim, EMPTY_LINE, type Line, line, paragraph, rule } from './line.ts';
import { promptPanel } from './prompt-panel.ts';
import { queuePane } from './queue-pane.ts';

export interface ShownPane {
  readonly name: string;
  readonly columns: number;
  readonly lines: readonly Line[];
}

/** What stands between the two rules: one pane, or the list and beside it what is under its cursor. */
export function frontPanes(
  state: State,
  layout: Layout,
  allowedHosts: readonly string[] | null,
): readonly ShownPane[] {
  const { bodyRows, listColumns, detailColumns } = layout;
  const whole = state.size.columns;
  if (state.help !== null) return [{ name: 'help', columns: whole, lines: helpPane(state.help, bodyRows) }];
  if (state.history !== null) {
    return [{ name: 'history', columns: whole, lines: historyPane(state, state.history, whole, bodyRows) }];
  }
  const isListInFront = state.opened === null;
  if (layout.kind === 'two_columns') {
    const list = queuePane(state, listColumns, bodyRows, isListInFront);
    const detail = decidingPane(state, openedOrUnder(state), detailColumns, bodyRows, allowedHosts);
    return [
      { name: 'list', columns: listColumns, lines: list },
      { name: 'detail', columns: detailColumns, lines: detail },
    ];
  }
  if (!isListInFront) {
    return [
      {
        name: 'detail',
        columns: whole,
        lines: decidingPane(state, state.opened, whole, bodyRows, allowedHosts),
      },
    ];
  }
  const list = queuePane(state, whole, layout.listRows + 1, true);
  const gap = Array.from({ length: layout.listRows + 1 - list.length }, () => EMPTY_LINE);
  return [{ name: 'list', columns: whole, lines: [...list, ...gap, ...preview(state, whole, allowedHosts)] }];
}

/** A proposal, and below it what is asked about it. The prompt is always seen whole; the text above gives way. */
function decidingPane(
  state: State,
  opened: Opened | null,
  columns: number,
  rows: number,
  allowedHosts: readonly string[] | null,
): readonly Line[] {
  if (opened === null) return [];
  const inner = columns - 1;
  const panel = promptPanel(state, opened, inner, allowedHosts);
  const room = Math.max(4, rows - panel.length);
  const lines = detailPane(state, opened, inner, room, allowedHosts);
  const gap = panel.length === 0 ? [] : Array.from({ length: room - lines.length }, () => EMPTY_LINE);
  return [...lines, ...gap, ...panel].map((each) => indented(each));
}

/** What the one-column list says of the proposal under its cursor. */
function preview(state: State, columns: number, allowedHosts: readonly string[] | null): readonly Line[] {
  const entry = entryUnder(state.queue);
  if (entry === null) return [];
  const inner = columns - 1;
  const [address, place] = headLines(entry, inner);
  const [warning] = warningLines(entry, inner);
  const [first] = evidenceLines(entry.item.proposal, inner);
  const coverage = paragraph('dim', coverageLine(state, entry, null, allowedHosts), inner)[0];
  const chosen = [address, warning ?? place, first ?? coverage].filter((each) => each !== undefined);
  return [line(dim(rule(columns))), ...chosen.map((each) => indented(each))].slice(0, PREVIEW_ROWS);
}

function openedOrUnder(state: State): Opened | null {
  if (state.opened !== null) return state.opened;
  const entry = entryUnder(state.queue);
  return entry === null ? null : { entry, scroll: 0, ended: null, isForPrompt: false };
}

function indented(of: Line): Line {
  return { ...of, spans: [{ text: own` `, tone: 'plain' }, ...of.spans] };
}
