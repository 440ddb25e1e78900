import { cellsOf, widthOf } from './cell-width.ts';
import { escapeOf, isHidden, MARKS_PER_BASE } from './hidden-characters.ts';

declare const safeTerminalText: unique symbol;

/**
 * Text that may be written to a terminal: one line, bounded, nothing in it that a terminal or a font acts on.
 * Whatever comes from outside (hosts, paths, notes, user names, file content) is shown through this type only (I7).
 */
export type SafeTerminalText = string & { readonly [safeTerminalText]: true };

/** Columns of a field where the caller names no other bound. */
const DEFAULT_CELLS = 512;

/** Columns of one line of a block, before it is wrapped. */
const LINE_CELLS = 4096;

/** Cut where more follows. */
const ELLIPSIS = '…';

/**
 * Makes controls, escapes, bidirectional and invisible characters visible (`\x1b`, `\u{202e}`) and cuts at `maxCells`
 * columns. Line breaks are controls here: the result is one line.
 */
export function safeLine(text: string, maxCells: number = DEFAULT_CELLS): SafeTerminalText {
  const pieces: string[] = [];
  /** How many pieces still fit when the ellipsis has to follow them. */
  let fitting = 0;
  let cells = 0;
  let marks = MARKS_PER_BASE;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const isMark = codePoint >= 0x300 && /\p{M}/u.test(character);
    marks = isMark ? marks + 1 : 0;
    const hidden = marks > MARKS_PER_BASE || isHidden(codePoint, character);
    if (hidden && !isMark) marks = MARKS_PER_BASE;
    const piece = hidden ? escapeOf(codePoint) : character;
    cells += hidden ? piece.length : cellsOf(codePoint);
    if (cells > maxCells) return brand(pieces.slice(0, fitting).join('') + (maxCells > 0 ? ELLIPSIS : ''));
    pieces.push(piece);
    if (cells < maxCells) fitting = pieces.length;
  }
  return brand(pieces.join(''));
}

export interface BlockOptions {
  /** Stands before each line, so that no line of the text can pass for one of ours (U3). */
  readonly prefix: string;
  readonly maxLines?: number;
  /** Columns of the whole, prefix included; longer lines go on behind the prefix again. */
  readonly width?: number;
}

/** A text of several lines: its own line breaks are kept, each line is made safe and stands behind the prefix. */
export function safeBlock(text: string, options: BlockOptions): readonly SafeTerminalText[] {
  const { prefix, maxLines = 200, width = 80 } = options;
  const lines = text.replace(/\n$/, '').split('\n', maxLines + 1);
  const room = Math.max(1, width - prefix.length);
  const shown = lines
    .slice(0, maxLines)
    .flatMap((line) => wrapped(safeLine(line.endsWith('\r') ? line.slice(0, -1) : line, LINE_CELLS), room));
  const more = lines.length > maxLines || shown.length > maxLines;
  return [...shown.slice(0, maxLines), ...(more ? [`${ELLIPSIS} (more lines, not shown)`] : [])].map((line) =>
    brand(`${prefix}${line}`.trimEnd()),
  );
}

/** A safe line as lines of at most `room` columns, broken at the last blank that fits, else where the room ends. */
export function wrapped(line: SafeTerminalText, room: number): readonly SafeTerminalText[] {
  const pieces: string[] = [];
  let piece = '';
  let cells = 0;
  let blank = -1;
  for (const character of line) {
    const width = cellsOf(character.codePointAt(0) ?? 0);
    if (cells + width > room) {
      const breakAt = character === ' ' || blank < 0 ? piece.length : blank;
      pieces.push(piece.slice(0, breakAt));
      piece = piece.slice(breakAt).trimStart();
      cells = widthOf(piece);
      blank = -1;
    }
    if (character === ' ') {
      if (piece === '' && pieces.length > 0) continue;
      blank = piece.length;
    }
    piece += character;
    cells += width;
  }
  return [...pieces, piece].map(brand);
}

/** Our own words around safe parts: the template is source code, and nothing but safe text and numbers can be put into it. */
export function own(
  words: TemplateStringsArray,
  ...parts: readonly (SafeTerminalText | number)[]
): SafeTerminalText {
  return brand(words.map((word, index) => `${word}${parts[index] ?? ''}`).join(''));
}

/** JSON with every character outside printable ASCII escaped: the same value for a program, harmless on a terminal. */
export function safeJson(value: unknown, indent?: number): SafeTerminalText {
  const json = JSON.stringify(value, null, indent) ?? 'null';
  return brand(
    json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

function brand(text: string): SafeTerminalText {
  return text as SafeTerminalText;
}
