import type { RedactedText } from '../detect/redacted-text.ts';

/** Controls, line and paragraph separators, bidirectional and invisible formatting: all that could change how a line is read. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * Redacted text as one line of at most `length` UTF-16 units: what is not seen is spelled out (`\n`, `\u{202e}`), so
 * that no text from outside writes a line of its own (I7). It is cut here, after redaction, and nowhere before (R3).
 */
export function oneLine(text: RedactedText, length: number): RedactedText {
  const spelled = text
    .slice(0, length)
    .replace(UNSEEN, (character) => SHORT_ESCAPES.get(character) ?? codePointOf(character));
  const line =
    spelled.length > length || text.length > length ? `${wholeCharacters(spelled, length - 3)}...` : spelled;
  return line as RedactedText;
}

function codePointOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function wholeCharacters(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
