import { constants, inflateRawSync } from 'node:zlib';
import { BudgetSpent, type Work } from '../engine/work.ts';
import type { Arena } from './arena.ts';
import type { Span, View } from './view.ts';

/** Compressed text inside an encoded run grows to at most this; what grows further cannot be inspected. */
const LARGEST_IN_RUN = 4 * 1024 * 1024;
/** The same where it stands as it is: in a body without a label, in a part of one. */
const LARGEST_AS_IT_IS = 32 * 1024 * 1024;
/** Setting up a decompressor costs as much as looking at this many bytes, however short the member is. */
const ATTEMPT = 32_768;
/** Magic number and the only method (RFC 1952). */
const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const FIXED_HEADER = 10;
/** RFC 1952, 2.3.1: the optional parts of the header. */
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;
const BLANK_LINE = Buffer.from('\r\n\r\n');
/** What a sender may compress and say nothing of: at the beginning of a body only, since nothing marks raw deflate. */
const SNIFFED = 64;

/** A file name or comment in the header; no honest one is longer. */
const LONGEST_NAME = 65_536;

type Kind = 'gzip' | 'zlib' | 'deflate';

/** Bytes of checksums behind the data. */
const TRAILER: Readonly<Record<Kind, number>> = { gzip: 8, zlib: 4, deflate: 0 };

/** The steps whose result stands, whatever part of it is meant, where the whole member does. */
export const COMPRESSIONS: ReadonlySet<string> = new Set<Kind>(['gzip', 'zlib', 'deflate']);

/** Members of gzip and zlib in decoded runs, decompressed; what does not decompress was none. */
export function compressedInRuns({ view, runs }: Arena, work: Work): readonly View[] {
  const members = new Members(view, LARGEST_IN_RUN, work);
  let gzip = view.bytes.indexOf(GZIP);
  for (const run of runs) {
    if (isZlib(view.bytes, run.start)) members.open('zlib', run);
    while (gzip >= 0 && gzip < run.start) gzip = view.bytes.indexOf(GZIP, gzip + 1);
    while (gzip >= 0 && gzip < run.end) {
      const end = members.open('gzip', { start: gzip, end: run.end });
      gzip = view.bytes.indexOf(GZIP, Math.max(gzip + 1, end));
    }
  }
  return members.views;
}

/**
 * Members in bytes as they stand, with no label that says so: gzip anywhere (its magic number is of three bytes), zlib at
 * the beginning and behind the head of a part, raw deflate at the beginning of what is no text.
 */
export function compressedViews(view: View, work: Work): readonly View[] {
  const { bytes } = view;
  if (bytes.length < FIXED_HEADER) return [];
  const members = new Members(view, LARGEST_AS_IT_IS, work);
  work.spend(bytes.length >> 4);
  const rest = (start: number): Span => ({ start, end: bytes.length });
  for (let at = bytes.indexOf(GZIP); at >= 0; ) {
    at = bytes.indexOf(GZIP, Math.max(at + 1, members.open('gzip', rest(at))));
  }
  if (isZlib(bytes, 0)) members.open('zlib', rest(0));
  else if (view.depth === 0 && mayBeDeflate(bytes)) members.open('deflate', rest(0));
  for (let at = bytes.indexOf(BLANK_LINE); at >= 0; at = bytes.indexOf(BLANK_LINE, at + 4)) {
    if (isZlib(bytes, at + 4)) members.open('zlib', rest(at + 4));
  }
  return members.views;
}

/** Opens compressed members of one view. */
class Members {
  readonly views: View[] = [];
  readonly #view: View;
  readonly #largest: number;
  readonly #work: Work;

  constructor(view: View, largest: number, work: Work) {
    this.#view = view;
    this.#largest = largest;
    this.#work = work;
  }

  /** Where the compressed data ends; the start of the span where it is nothing of the kind after all. */
  open(kind: Kind, { start, end }: Span): number {
    const work = this.#work;
    work.spend(ATTEMPT);
    const bytes = this.#view.bytes.subarray(start, end);
    const head = kind === 'gzip' ? headerLength(bytes) : kind === 'zlib' ? 2 : 0;
    const room = Math.max(1, Math.min(this.#largest, work.limit - work.spent));
    const result = inflate(bytes.subarray(head), room, kind === 'deflate');
    if (result === null || result.buffer.length === 0) {
      // It may have got far before it failed.
      work.spend(bytes.length >> 2);
      return start;
    }
    const length = head + result.engine.bytesWritten;
    work.spend(length + result.buffer.length);
    const member = { start, end: Math.min(end, start + length + TRAILER[kind]) };
    this.views.push({
      bytes: result.buffer,
      depth: this.#view.depth + 1,
      origin: { parent: this.#view, stepAt: () => kind, toParent: () => member },
    });
    return member.end;
  }
}

/** CMF and FLG of zlib (RFC 1950): deflate with a window of 32 KiB, no dictionary, and the check of both bytes. */
export function isZlib(bytes: Buffer, at: number): boolean {
  const cmf = bytes[at];
  const flg = bytes[at + 1];
  return cmf === 0x78 && flg !== undefined && (flg & 0x20) === 0 && ((cmf << 8) | flg) % 31 === 0;
}

/** A first block of a kind that there is (RFC 1951, 3.2.3), in bytes that are neither text nor mostly zero. */
function mayBeDeflate(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0;
  if (((first >> 1) & 3) === 3) return false;
  let odd = 0;
  const sniffed = bytes.subarray(0, SNIFFED);
  for (const byte of sniffed) {
    if ((byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) || byte >= 0x7f) odd++;
  }
  // Half of all bytes of compressed data are not ASCII; text in other scripts is UTF-8.
  return odd * 5 >= sniffed.length && !isUtf8(sniffed);
}

function isUtf8(bytes: Buffer): boolean {
  // A character that is cut at the end of the sample is no fault.
  return !bytes.toString('utf8').slice(0, -1).includes('\ufffd');
}

/** With other text behind it, or, unless it must be `whole`, without its end: what can be read of it counts. */
function inflate(bytes: Buffer, room: number, whole: boolean): Inflated | null {
  try {
    const finishFlush = whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const options = { maxOutputLength: room, finishFlush, info: true };
    const result: unknown = inflateRawSync(bytes, options);
    if (!isInflated(result)) return null;
    return whole && result.engine.bytesWritten !== bytes.length ? null : result;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new BudgetSpent();
    return null;
  }
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function isInflated(value: unknown): value is Inflated {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}

function headerLength(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let at = FIXED_HEADER;
  if ((flags & FLAGS.extra) !== 0) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  for (const text of [FLAGS.name, FLAGS.comment]) {
    if ((flags & text) === 0) continue;
    const end = bytes.subarray(at, at + LONGEST_NAME).indexOf(0);
    at = end < 0 ? bytes.length : at + end + 1;
  }
  return (flags & FLAGS.headerCrc) !== 0 ? at + 2 : at;
}
