/** The only sequences that reach the terminal, beside SGR (colours and weight) in the lines themselves. Source: xterm ctlseqs. */

/** Alternate screen, no wrapping at the right edge, no cursor, bracketed paste. */
export const ENTER = '\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[?2004h\x1b[2J';
/** All of it undone, in whatever state the terminal is. */
export const LEAVE = '\x1b[?2026l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?7h\x1b[?1049l';
/** Synchronised output: the terminal shows a frame whole, or does not know the mode and ignores it. */
export const BEGIN_FRAME = '\x1b[?2026h';
export const END_FRAME = '\x1b[?2026l';
export const CLEAR = '\x1b[0m\x1b[2J';
export const CLEAR_TO_END = '\x1b[0m\x1b[K';
export const BELL = '\x07';

/** @param row counted from 1 */
export function atRow(row: number): string {
  return `\x1b[${row};1H`;
}
