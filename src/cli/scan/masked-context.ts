import { MASK } from '../../core/detect/redacted-text.ts';

/** [start, end) in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bytes of the line that are shown on either side. */
const AROUND = 60;

const NEWLINE = 0x0a;

/**
 * The line around a finding. All spans are masked by their union before anything is cut, so that no neighbour is shown,
 * not even in part (R2, R3).
 */
export function maskedContext(bytes: Buffer, at: Span, spans: readonly Span[]): string {
  const lineStart = at.start === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at.start - 1) + 1;
  const newline = bytes.indexOf(NEWLINE, at.end);
  const from = characterStart(bytes, Math.max(lineStart, at.start - AROUND));
  const to = characterStart(bytes, Math.min(newline < 0 ? bytes.length : newline, at.end + AROUND));
  let text = '';
  let done = from;
  for (const span of union(spans)) {
    if (span.end <= from || span.start >= to) continue;
    text += `${bytes.subarray(done, Math.max(done, span.start)).toString('utf8')}${MASK}`;
    done = span.end;
  }
  return `${text}${bytes.subarray(Math.min(done, to), to).toString('utf8')}`.trim();
}

/** Sorted, overlapping and touching spans merged, empty ones left out. */
function union(spans: readonly Span[]): readonly Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (start >= end) continue;
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** The next offset that is not in the middle of a UTF-8 character. */
function characterStart(bytes: Buffer, offset: number): number {
  let start = offset;
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}
