/** Combining marks that may follow one base character: enough for any living script, too few to climb over other lines. */
export const MARKS_PER_BASE = 2;

/**
 * Controls, format characters (bidi, zero-width, tags), lone surrogates, private and unassigned code points, line and
 * paragraph separators, spaces that are not the space, and what fonts leave out.
 */
export function isHidden(codePoint: number, character: string): boolean {
  if (codePoint >= 0x20 && codePoint < 0x7f) return false;
  return /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(character);
}

/** How a hidden character is written out: `\x1b`, `\u{202e}`. */
export function escapeOf(codePoint: number): string {
  const hex = codePoint.toString(16);
  return codePoint <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}
