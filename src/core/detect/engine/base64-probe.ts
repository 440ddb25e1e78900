import type { Work } from './work.ts';

/** A stretch of base64 characters whose length is a multiple of a group's four, or ends where the text ends. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Groups of four characters that must in a row decode to text: any twelve bytes of text hold three whole groups. */
const GROUPS = 3;
const STEP = GROUPS * 4;
/** Characters to both sides of text that are kept with it: values are judged by what stands around them. */
const MARGIN = 256;

/** The six bits of a character of either base64 alphabet; others count as zero and never stand in a run. */
const BITS = new Uint8Array(256);
for (const [alphabet, plus] of [
  ['+/', 62],
  ['-_', 62],
] as const) {
  BITS[alphabet.charCodeAt(0)] = plus;
  BITS[alphabet.charCodeAt(1)] = plus + 1;
}
for (const [index, character] of [
  ...Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
].entries()) {
  BITS[character] = index;
}

/** Printable ASCII, its white space, and zero, which stands between the letters of UTF-16. */
const IS_TEXT = new Uint8Array(256);
IS_TEXT.fill(1, 0x20, 0x7f);
for (const byte of [0x00, 0x09, 0x0a, 0x0d]) IS_TEXT[byte] = 1;

/** Do the four characters at `at` decode to three bytes of text? */
function isText(text: Uint8Array, at: number): boolean {
  const b = BITS[text[at + 1] ?? 0] ?? 0;
  if ((b & 8) !== 0) return false;
  const c = BITS[text[at + 2] ?? 0] ?? 0;
  if ((c & 2) !== 0) return false;
  const a = BITS[text[at] ?? 0] ?? 0;
  const d = BITS[text[at + 3] ?? 0] ?? 0;
  return (
    IS_TEXT[(a << 2) | (b >> 4)] === 1 &&
    IS_TEXT[((b & 15) << 4) | (c >> 2)] === 1 &&
    IS_TEXT[((c & 3) << 6) | d] === 1
  );
}

/**
 * The stretches of a run of base64 that hold text, or begin what is compressed, when it is decoded from `start` on, with
 * some characters around them. All other characters of a run, the most by far, need no decoding: no token stands in them.
 */
export function textStretches(text: Uint8Array, start: number, end: number, work: Work): readonly Stretch[] {
  const found: { start: number; end: number }[] = [];
  work.spend((end - start) >> 3);
  let floor = start;
  let probe = start + STEP - 4;
  while (probe + 4 <= end) {
    if (!isText(text, probe)) {
      floor = probe + 4;
      probe += STEP;
      continue;
    }
    let first = probe;
    while (first - 4 >= floor && isText(text, first - 4)) first -= 4;
    let next = probe + 4;
    while (next + 4 <= end && isText(text, next)) next += 4;
    work.spend((next - first) >> 1);
    if (next - first >= STEP) keep(found, start, end, first - MARGIN, next + MARGIN);
    floor = next;
    probe = next + STEP;
  }
  return found;
}

function keep(
  found: { start: number; end: number }[],
  start: number,
  end: number,
  from: number,
  to: number,
): void {
  const last = found.at(-1);
  const first = Math.max(start, from);
  const stop = Math.min(end, to);
  if (last !== undefined && first <= last.end) last.end = Math.max(last.end, stop);
  else found.push({ start: first, end: stop });
}

const CAPITAL_H = 0x48;
const SMALL_F = 0x66;
const PLUS = 0x2b;
const MINUS = 0x2d;

/**
 * Where in a run base64 of the three bytes that begin gzip (1f 8b 08) may stand, as the beginnings of groups: `H4sI`, or
 * shifted by one or two bytes `+LC` and `fiw`.
 */
export function gzipStarts(text: Uint8Array, start: number, end: number, work: Work): readonly number[] {
  const found: number[] = [];
  work.spend((end - start) >> 2);
  for (let at = start; at + 3 < end; at++) {
    const byte = text[at];
    if (byte === CAPITAL_H) {
      if (text[at + 1] === 0x34 && text[at + 2] === 0x73 && text[at + 3] === 0x49) found.push(at);
    } else if (byte === PLUS || byte === MINUS) {
      if (text[at + 1] === 0x4c && text[at + 2] === 0x43 && at - 2 >= start) found.push(at - 2);
    } else if (byte === SMALL_F) {
      if (text[at + 1] === 0x69 && text[at + 2] === 0x77 && at - 3 >= start) found.push(at - 3);
    }
  }
  return found;
}
