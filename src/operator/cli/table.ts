import { widthOf } from '../cell-width.ts';
import { own, type SafeTerminalText, safeLine, wrapped } from '../safe-terminal-text.ts';

export interface Column {
  readonly title: string;
  /** May be cut to this many columns where the table would be too wide; absent: always whole. */
  readonly shrinksTo?: number;
}

export type Row = readonly SafeTerminalText[];

const GAP = 2;

/** Left-aligned columns under their titles, no wider than `maxWidth` as far as the shrinking columns allow. */
export function table(
  columns: readonly Column[],
  rows: readonly Row[],
  maxWidth: number,
): SafeTerminalText[] {
  const widths = widthsOf(columns, rows, maxWidth);
  const titles = columns.map((column) => safeLine(column.title));
  return [titles, ...rows].map((row) => layOut(row, widths));
}

/** Takes from the widest shrinking column, one at a time, until the table fits or none can give any more. */
function widthsOf(columns: readonly Column[], rows: readonly Row[], maxWidth: number): number[] {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const floors = columns.map((column, index) => Math.min(column.shrinksTo ?? Infinity, widths[index] ?? 0));
  let excess = widths.reduce((sum, width) => sum + width, GAP * (columns.length - 1)) - maxWidth;
  while (excess > 0) {
    let widest = -1;
    widths.forEach((width, index) => {
      if (width > (floors[index] ?? 0) && width > (widths[widest] ?? 0)) widest = index;
    });
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function layOut(row: Row, widths: readonly number[]): SafeTerminalText {
  let line = own``;
  // Nothing follows the last cell that says something: no blanks at the end of a line.
  const last = row.findLastIndex((cell) => cell !== '');
  row.forEach((cell, index) => {
    const width = widths[index] ?? 0;
    const shown = safeLine(cell, width);
    line = own`${line}${shown}${index === last ? own`` : spaces(width - widthOf(shown) + GAP)}`;
  });
  return line;
}

const LABEL = 13;

/** `label        value`: the labels of a detail view in one column, long values going on below themselves. */
export function labelled(label: string, value: SafeTerminalText, maxWidth = 80): SafeTerminalText[] {
  return wrapped(value, maxWidth - LABEL).map(
    (line, index) => own`${safeLine((index === 0 ? label : '').padEnd(LABEL))}${line}`,
  );
}

function spaces(count: number): SafeTerminalText {
  return safeLine(' '.repeat(Math.max(0, count)));
}
