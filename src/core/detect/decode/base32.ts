import type { Work } from '../engine/work.ts';
import { type Arena, ArenaBuilder } from './arena.ts';
import type { EncodedRun } from './encoded-runs.ts';
import type { Span, View } from './view.ts';

/** A group of eight characters holds five bytes; what stands before a value shifts it by any number of characters. */
const GROUP = 8;
/** Bytes of text in a row that make a run worth keeping. */
const TEXT = 9;
/** In longer runs, which are something else, only the beginning of the run is tried. */
const SHORT_RUN = 4_096;
const OUTSIDE = 255;

const VALUES = new Uint8Array(256).fill(OUTSIDE);
for (const [index, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'].entries()) {
  VALUES[character.charCodeAt(0)] = index;
  VALUES[character.toLowerCase().charCodeAt(0)] = index;
}

/** Runs of base32 (RFC 4648 section 6) inside runs of base64 characters: what decodes to text; with `everyByte` all. */
export function base32Arena(
  view: View,
  runs: readonly EncodedRun[],
  shortest: number,
  work: Work,
  everyByte = false,
): Arena | null {
  let arena: ArenaBuilder | null = null;
  for (const run of runs) {
    for (const line of run) {
      for (const span of base32Runs(view.bytes, line, shortest, work)) {
        arena ??= new ArenaBuilder(view, 'base32', 256);
        decodeRun(view.bytes, span, arena, work, everyByte);
      }
    }
  }
  return arena?.build() ?? null;
}

/** Long enough, of letters of one case, and not of digits and hex alone, which hex decodes. */
function base32Runs(bytes: Buffer, line: Span, shortest: number, work: Work): readonly Span[] {
  const found: Span[] = [];
  work.spend((line.end - line.start) >> 2);
  let start = line.start;
  let letters = 0;
  for (let at = line.start; at <= line.end; at++) {
    const byte = at < line.end ? (bytes[at] ?? 0) : 0;
    const letterCase = byte >= 0x41 ? (byte & 0x20) + 1 : 0;
    if (VALUES[byte] !== OUTSIDE && (letterCase === 0 || letters === 0 || letters === letterCase)) {
      if (letterCase !== 0) letters = letterCase;
      continue;
    }
    if (at - start >= shortest && letters !== 0) found.push({ start, end: at });
    start = VALUES[byte] === OUTSIDE ? at + 1 : at;
    letters = VALUES[byte] === OUTSIDE ? 0 : letterCase;
  }
  return found;
}

function decodeRun(bytes: Buffer, span: Span, arena: ArenaBuilder, work: Work, everyByte: boolean): void {
  const length = span.end - span.start;
  const offsets = length <= SHORT_RUN ? GROUP : 1;
  work.spend(length * offsets);
  for (let offset = 0; offset < offsets; offset++) {
    const start = span.start + offset;
    if (!everyByte && decodeFrom(bytes, start, span.end, null) < TEXT) continue;
    arena.from(start, GROUP / 5);
    decodeFrom(bytes, start, span.end, arena);
    arena.endRun();
  }
}

/** Gives the length of the longest text in a row; writes nothing without an arena. */
function decodeFrom(bytes: Buffer, start: number, end: number, arena: ArenaBuilder | null): number {
  let pending = 0;
  let bits = 0;
  let row = 0;
  let longest = 0;
  let before = 0;
  for (let at = start; at < end; at++) {
    pending = ((pending << 5) | (VALUES[bytes[at] ?? 0] ?? 0)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (pending >> bits) & 0xff;
    arena?.writeByte(byte);
    // Zeros stand between the letters of UTF-16.
    const isText = (byte >= 0x20 && byte < 0x7f) || (byte === 0 && before !== 0);
    row = isText ? row + 1 : 0;
    before = byte;
    longest = Math.max(longest, row);
  }
  return longest;
}
