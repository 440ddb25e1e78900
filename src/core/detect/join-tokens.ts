import { CLASSES } from './engine/byte-class.ts';
import type { PatternHit, PatternMatcher } from './engine/pattern-matcher.ts';
import type { Work } from './engine/work.ts';
import type { JoinPiece, JoinText } from './join-text.ts';

/** A vendor's token that neighbouring values make together. */
export interface TokenJoin {
  readonly hit: PatternHit;
  readonly matched: Buffer;
  /** Offsets in the join of all values. */
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly JoinPiece[];
}

/** Of a value, what may be part of a token that goes on in the next: at most this many bytes. */
const LONGEST_PART = 1_024;
/** Values that a token may be split over. */
const MOST_VALUES = 4;
/** A shorter anchor, or one that asks for a boundary, says too little where it ends one value and another begins. */
const STRONG_ANCHOR = 4;

/** What tokens are written in: letters, digits and the few signs that join their sections. */
const TOKEN = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  TOKEN[byte] = (CLASSES.dottedPadded[byte] ?? 0) | (CLASSES.base64[byte] ?? 0);
}

/** A stretch of the join that is looked at: the end of one value, whole values, the beginning of another. */
interface Seam {
  readonly start: number;
  readonly end: number;
  /** Where it stands among all of them. */
  readonly at: number;
  /** Where its first value ends, and where its last one begins. */
  readonly firstEnd: number;
  readonly lastStart: number;
}

/**
 * Tokens that begin in one value and end in another, whole values between them being part of it. What is complete in its
 * first value alone is none, nor is what only drifted to its length: words that follow one another must not make tokens.
 */
export function findTokenJoins(text: JoinText, patterns: PatternMatcher, work: Work): readonly TokenJoin[] {
  const seams = seamsOf(text, patterns, work);
  if (seams.length === 0) return [];
  const sheet = sheetOf(text.bytes, seams, work);
  const hits = patterns.match(sheet, work);
  const found: TokenJoin[] = [];
  for (const hit of hits) {
    const seam = seams.findLast(({ at }) => at <= hit.start);
    if (seam === undefined || hit.end > seam.at + seam.end - seam.start) continue;
    const start = seam.start + hit.start - seam.at;
    const end = seam.start + hit.end - seam.at;
    if (start >= seam.firstEnd || end <= seam.lastStart || !isSure(hit)) continue;
    if (isCompleteBefore(text.bytes, start, seam.firstEnd, hit, patterns, work)) continue;
    const pieces = text.piecesIn(start, end);
    const matched = Buffer.from(sheet.subarray(hit.start, hit.end));
    if (pieces.length > 1 && !found.some((other) => other.start === start)) {
      found.push({ hit, matched, start, end, pieces });
    }
  }
  return found;
}

/** The length is the vendor's own, and the prefix says enough by itself. */
function isSure({ format, drifted, checksum, anchor }: PatternHit): boolean {
  if (checksum === 'valid') return true;
  if (drifted || format.companionOf !== undefined || format.ignoreCase === true) return false;
  if (format.shape === 'custom') return format.id === 'jwt';
  if (format.anchorIsContext === true) return false;
  return anchor.length >= STRONG_ANCHOR || format.confidence === 'high';
}

/** Is it, or something as good of the same format, found in the first value alone? */
function isCompleteBefore(
  joined: Buffer,
  start: number,
  end: number,
  hit: PatternHit,
  patterns: PatternMatcher,
  work: Work,
): boolean {
  return patterns
    .match(joined.subarray(start, end), work)
    .some((alone) => alone.start === 0 && alone.format.vendor === hit.format.vendor && !alone.drifted);
}

function seamsOf(text: JoinText, patterns: PatternMatcher, work: Work): readonly Seam[] {
  const seams: Seam[] = [];
  const joined = text.bytes;
  let at = 0;
  for (let index = 0; index + 1 < text.size; index++) {
    const firstEnd = text.endOf(index);
    if (text.isCutBehind(index) || TOKEN[joined[firstEnd - 1] ?? 0] !== 1) continue;
    const start = tokenStart(joined, text.startOf(index), firstEnd);
    if (start === firstEnd || !patterns.mayBegin(joined, start, firstEnd)) continue;
    work.spend(firstEnd - start);
    for (let count = 1; count < MOST_VALUES && index + count < text.size; count++) {
      const lastStart = text.startOf(index + count);
      const end = tokenEnd(joined, lastStart, text.endOf(index + count));
      work.spend(end - start);
      if (end > lastStart) {
        seams.push({ start, end, at, firstEnd, lastStart });
        at += end - start + 1;
      }
      // It goes on in a further value only where this one is part of it as a whole.
      if (end < text.endOf(index + count) || text.isCutBehind(index + count)) break;
    }
  }
  return seams;
}

function tokenStart(bytes: Buffer, from: number, end: number): number {
  const floor = Math.max(from, end - LONGEST_PART);
  let start = end;
  while (start > floor && TOKEN[bytes[start - 1] ?? 0] === 1) start--;
  return start;
}

function tokenEnd(bytes: Buffer, start: number, to: number): number {
  const ceiling = Math.min(to, start + LONGEST_PART);
  let end = start;
  while (end < ceiling && TOKEN[bytes[end] ?? 0] === 1) end++;
  return end;
}

function sheetOf(joined: Buffer, seams: readonly Seam[], work: Work): Buffer {
  const last = seams.at(-1);
  const size = last === undefined ? 0 : last.at + last.end - last.start + 1;
  work.spend(size);
  const sheet = Buffer.alloc(size);
  for (const { at, start, end } of seams) joined.copy(sheet, at, start, end);
  return sheet;
}
