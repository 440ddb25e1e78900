import type { Span } from './decode/view.ts';
import { MASK, type RedactedText } from './redacted-text.ts';

/** What stands in place of a context that cannot be shown safely. */
export const WITHHELD = 'context withheld';

/** Characters of context to each side. */
const WINDOW = 40;
/** With a larger share of bytes that are no text, a context says nothing to a person (R10). */
const LARGEST_BINARY_SHARE = 0.25;

/** Declares that a text was masked: the only place where the brand is made. */
export function asRedacted(text: string): RedactedText {
  return text as RedactedText;
}

/** Spans in order, those that overlap or touch as one. */
export function unionOf(spans: readonly Span[]): readonly Span[] {
  const union: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = union.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else union.push({ start, end });
  }
  return union;
}

/** The bytes with every span masked, in a single pass over the original offsets. */
export function masked(bytes: Buffer, spans: readonly Span[]): string {
  let text = '';
  let at = 0;
  for (const { start, end } of unionOf(spans)) {
    text += bytes.toString('utf8', at, start) + MASK;
    at = end;
  }
  return text + bytes.toString('utf8', at);
}

/** The masked text around one span: everything is masked first, then the window is cut (R2, R3). */
export function windowAround(bytes: Buffer, spans: readonly Span[], focus: Span): string {
  const union = unionOf(spans);
  const index = union.findIndex(({ start, end }) => start <= focus.start && focus.end <= end);
  if (index < 0) return WITHHELD;
  const before = leftOf(bytes, union, index);
  const after = rightOf(bytes, union, index);
  if (isBinary(before) || isBinary(after)) return WITHHELD;
  return `${harmless(before)}${MASK}${harmless(after)}`;
}

function leftOf(bytes: Buffer, union: readonly Span[], index: number): string {
  let text = '';
  let edge = union[index]?.start ?? 0;
  for (let at = index - 1; ; at--) {
    const from = union[at]?.end ?? 0;
    text = textOf(bytes, Math.max(from, edge - (WINDOW - text.length)), edge) + text;
    if (at < 0 || text.length >= WINDOW - MASK.length) return text;
    text = MASK + text;
    edge = union[at]?.start ?? 0;
  }
}

function rightOf(bytes: Buffer, union: readonly Span[], index: number): string {
  let text = '';
  let edge = union[index]?.end ?? bytes.length;
  for (let at = index + 1; ; at++) {
    const to = union[at]?.start ?? bytes.length;
    text += textOf(bytes, edge, Math.min(to, edge + WINDOW - text.length));
    if (at >= union.length || text.length >= WINDOW - MASK.length) return text;
    text += MASK;
    edge = union[at]?.end ?? bytes.length;
  }
}

/** UTF-8 of a stretch whose edges may cut a character. */
function textOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, Math.max(start, end)).replace(/^\uFFFD{1,3}|\uFFFD{1,3}$/g, '');
}

function isBinary(text: string): boolean {
  const strange = text.match(/[\u0000-\u0008\u000E-\u001F\u007F\uFFFD]/g)?.length ?? 0;
  return strange > text.length * LARGEST_BINARY_SHARE;
}

/** One line of visible characters: line breaks and tabs become blanks, other controls and invisible ones a mark. */
export function harmless(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
