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

const CAPITALS = new Uint8Array(256);
const SMALLS = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567') {
  CAPITALS[character.charCodeAt(0)] = 1;
  SMALLS[character.toLowerCase().charCodeAt(0)] = 1;
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
  let found: Span[] | null = null;
  let looked = 0;
  let floor = line.start;
  let probe = line.start + shortest - 1;
  while (probe < line.end) {
    // Most text changes its case or leaves the alphabet within a few characters: told without a branch for each.
    if (
      (sidesOf(bytes, probe) &
        sidesOf(bytes, probe - 2) &
        sidesOf(bytes, probe - 4) &
        sidesOf(bytes, probe - 5)) ===
      0
    ) {
      looked++;
      floor = Math.max(floor, probe - shortest);
      probe += shortest - 5;
      continue;
    }
    const table = (bytes[probe] ?? 0) >= 0x61 ? SMALLS : CAPITALS;
    let run = runAround(bytes, table, floor, probe, line.end);
    // Digits belong to letters of either case.
    if (table === CAPITALS && run.end - run.start < shortest && (bytes[probe] ?? 0) < 0x41) {
      run = runAround(bytes, SMALLS, floor, probe, line.end);
    }
    looked += run.end - run.start + 2;
    if (run.end - run.start >= shortest && holdsLetter(bytes, run)) {
      found ??= [];
      found.push(run);
    }
    // What ends one run may begin another of letters of the other case, behind digits of both.
    floor = Math.max(run.start, run.end - TRAILING_DIGITS);
    probe = Math.max(probe + 1, run.end - TRAILING_DIGITS + shortest - 1);
  }
  work.spend(looked);
  return found ?? NONE;
}

/** Bit 1: of the capitals' alphabet, bit 2: of the small letters'. */
function sidesOf(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  return (CAPITALS[byte] ?? 0) | ((SMALLS[byte] ?? 0) << 1);
}

const NONE: readonly Span[] = [];
/** Digits at the end of a run that the next one may begin with. */
const TRAILING_DIGITS = 8;

function runAround(bytes: Buffer, table: Uint8Array, floor: number, at: number, ceiling: number): Span {
  let start = at;
  while (start > floor && table[bytes[start - 1] ?? 0] === 1) start--;
  let end = at;
  while (end < ceiling && table[bytes[end] ?? 0] === 1) end++;
  return { start, end };
}

function holdsLetter(bytes: Buffer, { start, end }: Span): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) >= 0x41) return true;
  return false;
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
