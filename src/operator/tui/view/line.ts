import { widthOf } from '../../cell-width.ts';
import { own, type SafeTerminalText, safeLine, wrapped } from '../../safe-terminal-text.ts';

/** What a piece of text means; the palette says how that looks. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'accent'
  | 'good'
  | 'warning'
  | 'danger'
  /** A key that can be pressed. */
  | 'key'
  /** The character under the caret. */
  | 'caret';

export interface Span {
  readonly text: SafeTerminalText;
  readonly tone: Tone;
}

/** One row of a pane. It takes safe text only, so that nothing else can reach the terminal (U1). */
export interface Line {
  readonly spans: readonly Span[];
  /** The row under the cursor. */
  readonly isCurrent?: true;
}

export const EMPTY_LINE: Line = { spans: [] };

export function line(...spans: readonly Span[]): Line {
  return { spans };
}

export function plain(text: SafeTerminalText): Span {
  return { text, tone: 'plain' };
}

export function dim(text: SafeTerminalText): Span {
  return { text, tone: 'dim' };
}

export function strong(text: SafeTerminalText): Span {
  return { text, tone: 'strong' };
}

export function span(tone: Tone, text: SafeTerminalText): Span {
  return { text, tone };
}

export function widthOfLine(of: Line): number {
  return of.spans.reduce((cells, part) => cells + widthOf(part.text), 0);
}

/** The line cut to so many columns. */
export function clipped(of: Line, columns: number): Line {
  if (widthOfLine(of) <= columns) return of;
  const spans: Span[] = [];
  let room = columns;
  for (const part of of.spans) {
    if (room <= 0) break;
    // The cut mark needs its place even where this span would just fit and more follows.
    const text = safeLine(part.text, room);
    spans.push({ ...part, text });
    room -= widthOf(text);
  }
  return { ...of, spans };
}

/** The line filled up with blanks to so many columns. */
export function filled(of: Line, columns: number): Line {
  const missing = columns - widthOfLine(of);
  return missing <= 0 ? clipped(of, columns) : { ...of, spans: [...of.spans, plain(blanks(missing))] };
}

export function blanks(count: number): SafeTerminalText {
  return safeLine(' '.repeat(Math.max(0, count)), Math.max(1, count));
}

export function padded(text: SafeTerminalText, columns: number): SafeTerminalText {
  const cut = safeLine(text, columns);
  return own`${cut}${blanks(columns - widthOf(cut))}`;
}

export function rightAligned(text: SafeTerminalText, columns: number): SafeTerminalText {
  const cut = safeLine(text, columns);
  return own`${blanks(columns - widthOf(cut))}${cut}`;
}

/** One text over as many lines as it needs. */
export function paragraph(tone: Tone, text: SafeTerminalText, columns: number, indent = 0): readonly Line[] {
  return wrapped(text, Math.max(1, columns - indent)).map((piece) =>
    line(plain(blanks(indent)), span(tone, piece)),
  );
}

const LABEL_COLUMNS = 12;

/** `label       value`: labels in one column, long values going on below themselves. */
export function labelled(
  label: SafeTerminalText,
  tone: Tone,
  value: SafeTerminalText,
  columns: number,
): readonly Line[] {
  return wrapped(value, Math.max(1, columns - LABEL_COLUMNS)).map((piece, index) =>
    line(dim(padded(index === 0 ? label : own``, LABEL_COLUMNS)), span(tone, piece)),
  );
}

/** A rule across a pane with a title in it. */
export function titledRule(title: SafeTerminalText, columns: number): Line {
  return line(dim(own`── `), strong(title), dim(own` ${rule(columns - widthOf(title) - 4)}`));
}

export function rule(columns: number): SafeTerminalText {
  return safeLine('─'.repeat(Math.max(0, columns)), Math.max(1, columns));
}
