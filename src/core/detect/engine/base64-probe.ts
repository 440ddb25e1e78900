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
const MARGIN = 1_024;

const NONE: readonly never[] = [];

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

/** Do the four characters at `at` decode to three bytes of text? Without a branch: the answer is seldom known before. */
function isText(text: Uint8Array, at: number): boolean {
  const a = BITS[text[at] ?? 0] ?? 0;
  const b = BITS[text[at + 1] ?? 0] ?? 0;
  const c = BITS[text[at + 2] ?? 0] ?? 0;
  const d = BITS[text[at + 3] ?? 0] ?? 0;
  return (
    ((IS_TEXT[(a << 2) | (b >> 4)] ?? 0) &
      (IS_TEXT[((b & 15) << 4) | (c >> 2)] ?? 0) &
      (IS_TEXT[((c & 3) << 6) | d] ?? 0)) ===
    1
  );
}

/** Bytes of text that the group at `at` ends with, or, with `forward`, begins with: 0 to 2. */
function textEdge(text: Uint8Array, at: number, forward: boolean): number {
  const a = BITS[text[at] ?? 0] ?? 0;
  const b = BITS[text[at + 1] ?? 0] ?? 0;
  const c = BITS[text[at + 2] ?? 0] ?? 0;
  const d = BITS[text[at + 3] ?? 0] ?? 0;
  const middle = IS_TEXT[((b & 15) << 4) | (c >> 2)] ?? 0;
  const edge = forward ? IS_TEXT[(a << 2) | (b >> 4)] : IS_TEXT[((c & 3) << 6) | d];
  return edge === 1 ? 1 + middle : 0;
}

/**
 * The stretches of a run of base64 that hold text, or begin what is compressed, when it is decoded from `start` on, with
 * some characters around them. All other characters of a run, the most by far, need no decoding: no token stands in them.
 */
export function textStretches(text: Uint8Array, start: number, end: number, work: Work): readonly Stretch[] {
  let found: { start: number; end: number }[] | null = null;
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
    if (holdsValue(text, start, end, first, next)) {
      found ??= [];
      keep(found, start, end, first - MARGIN, next + MARGIN);
    }
    floor = next;
    probe = next + STEP;
  }
  return found ?? NONE;
}

/** Is there room for a value of twelve bytes in the whole groups [first, next) and what adjoins them? */
function holdsValue(text: Uint8Array, start: number, end: number, first: number, next: number): boolean {
  if (next - first > STEP) return true;
  if (next - first < STEP) return false;
  const before = first - 4 >= start ? textEdge(text, first - 4, false) : 0;
  // The characters of a last, incomplete group count as if the group went on.
  const after = next < end ? textEdge(text, next, true) : 0;
  return before + after >= GROUPS;
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
/** Where the base64 of gzip's magic number can be told from: `H`, `f`, `+` and `-`. */
const BEGINS = new Uint8Array(256);
for (const byte of [CAPITAL_H, SMALL_F, 0x2b, 0x2d]) BEGINS[byte] = 1;

/**
 * Where in a run base64 of the three bytes that begin gzip (1f 8b 08) may stand, as the beginnings of groups: `H4sI`, or
 * shifted by one or two bytes `+LC` and `fiw` with what bits they leave in their neighbours.
 */
export function gzipStarts(text: Buffer, start: number, end: number, work: Work): readonly number[] {
  work.spend((end - start) >> 2);
  if (end - start > SEARCHED) return searchGzip(text, start, end);
  let found: number[] | null = null;
  for (let at = start; at + 3 < end; at++) {
    const byte = text[at] ?? 0;
    if (BEGINS[byte] !== 1) continue;
    const begin = groupOf(text, at, byte);
    if (begin < start) continue;
    found ??= [];
    found.push(begin);
  }
  return found ?? NONE;
}

/** Longer runs are searched for each form by itself, which has no cost per run to speak of then. */
const SEARCHED = 2_048;
const FORMS = ['H4sI', '+LC', '-LC', 'fiw'].map((form) => Buffer.from(form));

function searchGzip(text: Buffer, start: number, end: number): readonly number[] {
  const run = text.subarray(start, end);
  const found: number[] = [];
  for (const form of FORMS) {
    for (let at = run.indexOf(form); at >= 0; at = run.indexOf(form, at + 1)) {
      const begin = groupOf(run, at, run[at] ?? 0);
      if (begin >= 0) found.push(start + begin);
    }
  }
  return found.sort((a, b) => a - b);
}

/** Where the group begins in which gzip's magic number does; -1 where it does not stand here. */
function groupOf(text: Uint8Array, at: number, byte: number): number {
  const second = text[at + 1];
  const third = text[at + 2];
  const fourth = text[at + 3] ?? 0;
  if (byte === CAPITAL_H) return second === 0x34 && third === 0x73 && fourth === 0x49 ? at : -1;
  const bits = BITS[fourth] ?? 0;
  const before = BITS[text[at - 1] ?? 0] ?? 0;
  if (byte === SMALL_F) {
    const isMagic = second === 0x69 && third === 0x77 && bits >= 32 && bits < 36 && (before & 3) === 0;
    return isMagic ? at - 3 : -1;
  }
  return second === 0x4c && third === 0x43 && bits < 16 && (before & 15) === 1 ? at - 2 : -1;
}
