import type { Checksum, Confidence, Hints } from '../finding.ts';
import type { Format, FoundSpan, PartsFormat } from '../format.ts';
import { type Anchor, AnchorIndex } from './anchor-index.ts';
import { CLASSES, isAlnum } from './byte-class.ts';
import { isPlaceholder } from './placeholder.ts';
import { RunMemo } from './run-memo.ts';
import type { Work } from './work.ts';

/** A value of a vendor's format in some bytes. */
export interface PatternHit {
  readonly format: Format;
  readonly start: number;
  readonly end: number;
  readonly checksum: Checksum;
  readonly confidence: Confidence;
  readonly hints: Hints;
  /** The anchor that it was found by. */
  readonly anchor: string;
  /** Its length is not one that the vendor's values have. */
  readonly drifted: boolean;
}

/** A last run may drift this far; what is longer is found in pieces of this size. */
const LONGEST_VALUE = 2_048;
/** A short prefix inside a longer run of base64 than this is chance. */
const BLOB_LENGTH = 512;
/** What validators and the look for placeholders cost, in units of work. */
const JUDGING = 16;
const DOT = 0x2e;
/** An ellipsis has three; a flood of dots is not walked again for every anchor before it. */
const MOST_DOTS = 3;

interface Entry {
  readonly format: Format;
  readonly formatIndex: number;
  readonly anchor: string;
  /** Bytes of the longest value of the vendor's; 0 where that is left to the format. */
  readonly longest: number;
}

function longestOf(format: Format, anchor: string): number {
  if (format.shape === 'custom') return 0;
  return format.parts.reduce(
    (sum, part) => sum + ('literal' in part ? part.literal.length : part.max),
    anchor.length,
  );
}

/** Finds the values of vendors' formats: anchors first, then runs of alphabets, then validators. No backtracking. */
export class PatternMatcher {
  readonly #entries: Entry[] = [];
  readonly #anchors: AnchorIndex;
  readonly #formatCount: number;
  /** Per hash of three bytes: whether an anchor that is part of its value begins with them. */
  readonly #starts = new Uint8Array(1 << START_BITS);

  constructor(formats: readonly Format[]) {
    const anchors: Anchor[] = [];
    formats.forEach((format, formatIndex) => {
      for (const anchor of format.anchors) {
        anchors.push({ text: anchor, ignoreCase: format.ignoreCase === true });
        this.#entries.push({ format, formatIndex, anchor, longest: longestOf(format, anchor) });
      }
    });
    this.#anchors = new AnchorIndex(anchors);
    for (const { format, anchor } of this.#entries) {
      if (format.ignoreCase === true || (format.shape === 'parts' && format.anchorIsContext === true))
        continue;
      const [a = 0, b = 0, c = 0] = Buffer.from(anchor, 'latin1');
      this.#starts[startHash(a, b, c)] = 1;
    }
    this.#formatCount = formats.length;
  }

  /** Do three bytes that begin an anchor begin anywhere in [start, end)? Anchors of names and other context do not count. */
  mayBegin(bytes: Buffer, start: number, end: number): boolean {
    const starts = this.#starts;
    for (let at = start; at < end; at++) {
      if (starts[startHash(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0)] === 1) return true;
    }
    return false;
  }

  match(bytes: Buffer, work: Work): readonly PatternHit[] {
    const hits: PatternHit[] = [];
    let runs: RunMemo | null = null;
    let reach: Int32Array | null = null;
    let rejected: Int32Array | null = null;
    this.#anchors.scan(bytes, work, (anchorIndex, at) => {
      const entry = this.#entries[anchorIndex];
      if (entry === undefined) return;
      runs ??= new RunMemo(bytes, work);
      reach ??= new Int32Array(this.#formatCount);
      // What lies inside a value of the same format is part of it: a flood of anchors stays linear.
      if (at < (reach[entry.formatIndex] ?? 0)) return;
      // Nor is what begins inside a run that is too long and was judged to be none, as long as it is too long itself.
      rejected ??= new Int32Array(this.#formatCount);
      if (at + entry.longest < (rejected[entry.formatIndex] ?? 0)) return;
      const { format } = entry;
      const found: readonly Found[] =
        format.shape === 'parts'
          ? findParts(format, entry.anchor, runs, at, work)
          : format.find(runs, at, entry.anchor);
      for (const span of found) {
        if (span.rejected === true) {
          rejected[entry.formatIndex] = span.end;
          continue;
        }
        work.spend(span.end - span.start);
        reach[entry.formatIndex] = Math.max(reach[entry.formatIndex] ?? 0, span.end);
        hits.push(hitOf(format, span, entry.anchor));
      }
    });
    return hits;
  }
}

const START_BITS = 15;

function startHash(a: number, b: number, c: number): number {
  return Math.imul(a | (b << 8) | (c << 16), 0x9e37_79b1) >>> (32 - START_BITS);
}

function hitOf(format: Format, span: Found, anchor: string): PatternHit {
  const checksum = span.checksum ?? 'none';
  const judged = checksum === 'valid' ? 'high' : checksum === 'invalid' ? 'low' : format.confidence;
  return {
    format,
    start: span.start,
    end: span.end,
    checksum,
    confidence: span.confidence ?? judged,
    hints: span.hints ?? {},
    anchor,
    drifted: span.drifted === true,
  };
}

interface Found extends FoundSpan {
  readonly drifted?: boolean;
}

function findParts(
  format: PartsFormat,
  anchor: string,
  runs: RunMemo,
  at: number,
  work: Work,
): readonly Found[] {
  const bodyStart = at + anchor.length;
  const isLikely = mayStandAt(format, runs, at);
  // Inside what looks like base64 a short prefix is chance, unless its checksum says otherwise.
  if (!isLikely && (format.glue !== 'blob' || format.check === undefined)) return [];
  const walked = walkParts(format, runs, bodyStart);
  if (walked === null) return [];
  const { end, drifted } = walked;
  const body = runs.bytes.subarray(bodyStart, end);
  work.spend(JUDGING + body.length);
  if (isPlaceholder(body)) return [];
  const verdict = format.check === undefined ? {} : format.check(runs.bytes.subarray(at, end), body);
  if (verdict === null && drifted) return [{ start: at, end, rejected: true }];
  if (verdict === null || (!isLikely && verdict.checksum !== 'valid')) return [];
  const start = format.anchorIsContext === true ? bodyStart : at;
  const drift: { confidence?: Confidence } =
    drifted && verdict.checksum !== 'valid' ? { confidence: 'low' } : {};
  return [{ ...verdict, ...drift, start, end, drifted }];
}

function walkParts(
  format: PartsFormat,
  runs: RunMemo,
  from: number,
): { readonly end: number; readonly drifted: boolean } | null {
  let position = from;
  let drifted = false;
  for (const [index, part] of format.parts.entries()) {
    if ('literal' in part) {
      for (let k = 0; k < part.literal.length; k++) {
        if (runs.bytes[position + k] !== part.literal.charCodeAt(k)) return null;
      }
      position += part.literal.length;
      continue;
    }
    const isLast = index === format.parts.length - 1;
    let end = runs.end(part.run, position);
    // A full stop behind a value ends the sentence, not the value.
    for (let k = 0; k < MOST_DOTS && isLast && end > position && runs.bytes[end - 1] === DOT; k++) end--;
    const length = end - position;
    if (length < part.min) {
      if (!isLast || format.nearMin === undefined || length < format.nearMin) return null;
      drifted = true;
    }
    if (length > part.max) {
      if (!isLast || format.exact === true) return null;
      drifted = true;
    }
    position += Math.min(length, LONGEST_VALUE);
  }
  return { end: position, drifted };
}

function mayStandAt(format: PartsFormat, runs: RunMemo, at: number): boolean {
  if (format.glue === 'any' || at === 0) return true;
  if (format.glue === 'word') return isLeftBoundary(runs.bytes, at);
  const { start, end } = runs.around('anyBase64', at);
  return end - start <= BLOB_LENGTH && !isBlobBefore(runs.bytes, at, SHORTEST_BLOB);
}

/** Characters before a prefix that tell whether it stands inside base64. */
const BLOB_CONTEXT = 32;
/** So few characters before a prefix may be glued to it, whatever they are. */
const SHORTEST_BLOB = 4;

/** A joint of base64 (`+`, `/`, `-`) stands before it, and before that no words, as in a path, but more base64. */
function isInBlob(bytes: Buffer, at: number): boolean {
  const joint = bytes[at - 1];
  return (joint === 0x2b || joint === 0x2f || joint === 0x2d) && isBlobBefore(bytes, at, 1);
}

/** At least `shortest` characters of base64 stand right before `at`, and they are not words. */
function isBlobBefore(bytes: Buffer, at: number, shortest: number): boolean {
  let start = at;
  while (start > 0 && start > at - BLOB_CONTEXT && CLASSES.anyBase64[bytes[start - 1] ?? 0] === 1) start--;
  if (at - start < shortest) return false;
  let piece = start;
  for (let k = start; k <= at; k++) {
    if (k < at && CLASSES.alnum[bytes[k] ?? 0] === 1) continue;
    if (!isWordLike(bytes, piece, k)) return true;
    piece = k + 1;
  }
  return false;
}

/** Letters of one case with or without digits, or a capital and small letters. */
function isWordLike(bytes: Buffer, start: number, end: number): boolean {
  let capitals = 0;
  let smalls = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 97) smalls++;
    else if (byte >= 65) capitals++;
  }
  if (capitals === 0 || smalls === 0) return true;
  const first = bytes[start] ?? 0;
  return capitals === 1 && capitals + smalls === end - start && first < 97;
}

/** No letter, digit or underscore before `at`, or one that only ends an escape: `\n`, `%3D`, `\u0022`. */
export function isLeftBoundary(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1];
  if (!isAlnum(before) && before !== 0x5f) return !isInBlob(bytes, at);
  if (bytes[at - 2] === 0x5c && before !== undefined && 'nrtbf'.includes(String.fromCharCode(before)))
    return true;
  if (bytes[at - 3] === 0x25) return true;
  return bytes[at - 6] === 0x5c && bytes[at - 5] === 0x75;
}
