import { CLASSES, hexValue } from './byte-class.ts';
import type { Work } from './work.ts';

/** A stretch of hex digits of even length. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Bytes of text in a row that make a stretch worth decoding. */
const BYTES = 9;
/** Digits to both sides of text that are kept with it. */
const MARGIN = 512;

const NIBBLE = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) NIBBLE[byte] = Math.max(0, hexValue(byte));
const IS_TEXT = new Uint8Array(256);
IS_TEXT.fill(1, 0x20, 0x7f);
for (const byte of [0x00, 0x09, 0x0a, 0x0d]) IS_TEXT[byte] = 1;

function isText(text: Uint8Array, at: number): boolean {
  return IS_TEXT[((NIBBLE[text[at] ?? 0] ?? 0) << 4) | (NIBBLE[text[at + 1] ?? 0] ?? 0)] === 1;
}

/** Runs of at least `shortest` hex digits in [start, end), in order; what stands between is skipped over. */
export function hexRuns(
  text: Uint8Array,
  start: number,
  end: number,
  shortest: number,
  work: Work,
): readonly Stretch[] {
  const table = CLASSES.hex;
  const found: Stretch[] = [];
  let floor = start;
  let probe = start + shortest - 1;
  let looked = 0;
  while (probe < end) {
    looked++;
    if (table[text[probe] ?? 0] !== 1) {
      floor = probe + 1;
      probe += shortest;
      continue;
    }
    let first = probe;
    while (first > floor && table[text[first - 1] ?? 0] === 1) first--;
    let next = probe + 1;
    while (next < end && table[text[next] ?? 0] === 1) next++;
    looked += next - first;
    if (next - first >= shortest) found.push({ start: first, end: next });
    floor = next + 1;
    probe = next + shortest;
  }
  work.spend(looked);
  return found;
}

/** The stretches of hex digits that hold text, or gzip, when they are decoded from `start` on. */
export function hexTextStretches(text: Buffer, start: number, end: number, work: Work): readonly Stretch[] {
  const found: { start: number; end: number }[] = [];
  const stop = end - ((end - start) % 2);
  work.spend((end - start) >> 3);
  let floor = start;
  let probe = start + (BYTES - 1) * 2;
  while (probe < stop) {
    if (!isText(text, probe)) {
      floor = probe + 2;
      probe += BYTES * 2;
      continue;
    }
    let first = probe;
    while (first - 2 >= floor && isText(text, first - 2)) first -= 2;
    let next = probe + 2;
    while (next < stop && isText(text, next)) next += 2;
    work.spend((next - first) >> 1);
    if (next - first >= BYTES * 2) {
      const from = Math.max(start, first - MARGIN);
      const last = found.at(-1);
      const to = Math.min(stop, next + MARGIN);
      if (last !== undefined && from <= last.end) last.end = to;
      else found.push({ start: from, end: to });
    }
    floor = next;
    probe = next + BYTES * 2;
  }
  const gzip = gzipStart(text, start, stop);
  if (gzip !== null) found.push({ start: gzip, end: stop });
  return found;
}

/** `1f8b08`, in digits of either case, on a whole byte. */
function gzipStart(text: Buffer, start: number, end: number): number | null {
  for (let at = start; at + 6 <= end; at += 2) {
    if (text[at] === 0x31 && text[at + 2] === 0x38 && text[at + 4] === 0x30 && text[at + 5] === 0x38) {
      if (((text[at + 1] ?? 0) | 0x20) === 0x66 && ((text[at + 3] ?? 0) | 0x20) === 0x62) return at;
    }
  }
  return null;
}
