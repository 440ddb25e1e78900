/**
 * Single characters that the normalised text has in place of what it must tell apart: none of them occurs in text that
 * anybody reads, and those that come over the wire are taken out.
 */
export const STAND_INS = {
  /** Text written in Unicode tag characters begins, and ends. */
  tagStart: '\x0e',
  tagEnd: '\x0f',
  /** `<`, `>` and `"` that were written as entities: characters of the text, never markup. */
  less: '\x11',
  greater: '\x12',
  quote: '\x13',
} as const;
