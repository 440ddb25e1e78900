/**
 * Columns a code point takes in a terminal, rounded up where terminals differ: text that is thought too wide only loses
 * a character, text that is thought too narrow pushes what follows out of its place.
 * Source: Unicode 15 EastAsianWidth (W and F) and emoji-data (Emoji_Presentation, Extended_Pictographic).
 */
export function cellsOf(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300) return isWideLatin(codePoint) ? 2 : 1;
  const character = String.fromCodePoint(codePoint);
  if (/\p{Mn}/u.test(character)) return 0;
  return isEastAsianWide(codePoint) || /[\p{Emoji_Presentation}\p{Extended_Pictographic}]/u.test(character)
    ? 2
    : 1;
}

export function widthOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += cellsOf(character.codePointAt(0) ?? 0);
  return cells;
}

/** © and ®, which emoji fonts draw wide. */
function isWideLatin(codePoint: number): boolean {
  return codePoint === 0xa9 || codePoint === 0xae;
}

const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

function isEastAsianWide(codePoint: number): boolean {
  return WIDE.some(([first, last]) => codePoint >= first && codePoint <= last);
}
