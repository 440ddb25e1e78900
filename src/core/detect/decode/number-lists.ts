import { CLASSES, hexValue } from '../engine/byte-class.ts';
import type { Work } from '../engine/work.ts';
import { ArenaBuilder } from './arena.ts';
import type { View } from './view.ts';

/** Fewer numbers than this make no value. */
const FEWEST = 12;
/** Every list of that many numbers has bytes at two of these distances at least; each number takes two bytes or more. */
const STRIDE = 8;
/** How far back from a gap the beginning of its list is looked for. */
const REACH_BACK = 48;
/** Between two numbers stand at most this many characters: `, 0x`, or a line break and an indent. */
const WIDEST_GAP = 24;

const DIGIT = CLASSES.digit;
/** What may stand between numbers. */
const GAP = new Uint8Array(256);
for (const character of ' \t\r\n,:;-_.|/"\'{}[]\\') GAP[character.charCodeAt(0)] = 1;

const X = 0x78;
/** What a list consists of. */
const IN_LIST = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  IN_LIST[byte] = GAP[byte] === 1 || hexValue(byte) >= 0 || (byte | 0x20) === X ? 1 : 0;
}

/**
 * Bytes written as a list of numbers: hex pairs with something between (`41:42`, `0x41, 0x42`, a dump), and decimal ones
 * with commas or blanks (`[65,66]`, as JSON writes a buffer).
 */
export function numberListViews(view: View, work: Work): readonly View[] {
  const { bytes } = view;
  work.spend(bytes.length >> 4);
  const hex = new Lists(view, readHexPair, 'hex');
  const decimal = new Lists(view, readDecimal, 'decimal');
  for (let probe = STRIDE; probe < bytes.length; probe += STRIDE) {
    // In a list a number stands beside a gap all along: most text fails at once.
    const near = nearbyGap(bytes, probe);
    if (near < 0) continue;
    hex.lookAround(near, work);
    decimal.lookAround(near, work);
  }
  return [hex, decimal].flatMap((lists) => {
    const arena = lists.build();
    return arena === null ? [] : [arena];
  });
}

/** Is there a place where a list may stand? */
export function holdsNumbers(bytes: Buffer): boolean {
  for (let probe = STRIDE; probe < bytes.length; probe += STRIDE) {
    if (nearbyGap(bytes, probe) >= 0) return true;
  }
  return false;
}

/** A gap with a number before it and behind it, at the probe or right behind it; or -1. */
function nearbyGap(bytes: Buffer, probe: number): number {
  // In a list there is nothing but numbers and gaps: most text fails at one of four bytes, without a branch for each.
  const isList =
    (IN_LIST[bytes[probe] ?? 0] ?? 0) &
    (IN_LIST[bytes[probe + 1] ?? 0] ?? 0) &
    (IN_LIST[bytes[probe + 2] ?? 0] ?? 0) &
    (IN_LIST[bytes[probe - 1] ?? 0] ?? 0);
  if (isList === 0) return -1;
  for (let at = probe; at < probe + 6; at++) {
    const byte = bytes[at] ?? 0;
    if (GAP[byte] === 1) return endsNumber(bytes, at) && gapLeadsToNumber(bytes, at) ? at : -1;
    if (IN_LIST[byte] !== 1) return -1;
  }
  return -1;
}

/** Do one to three digits, and nothing that goes before them in a word, stand right before `end`? */
function endsNumber(bytes: Buffer, end: number): boolean {
  let start = end;
  while (start > end - 4 && hexValue(bytes[start - 1]) >= 0) start--;
  if (start === end || start === end - 4) return false;
  const before = bytes[start - 1];
  return before === undefined || GAP[before] === 1 || (before | 0x20) === X || before < 0x20;
}

function gapLeadsToNumber(bytes: Buffer, from: number): boolean {
  let start = from;
  while (start < from + WIDEST_GAP && GAP[bytes[start] ?? 0] === 1) start++;
  if (((bytes[start] ?? 0) | 0x20) === X) start++;
  else if (bytes[start] === 0x30 && ((bytes[start + 1] ?? 0) | 0x20) === X) start += 2;
  let end = start;
  while (end < start + 4 && hexValue(bytes[end]) >= 0) end++;
  return end > start && end < start + 4;
}

/** Reads the number at a place: its length and value; null where none stands there. */
type Reader = (bytes: Buffer, at: number) => { readonly length: number; readonly value: number } | null;

function readHexPair(bytes: Buffer, at: number): ReturnType<Reader> {
  const lead = bytes[at] === 0x30 && ((bytes[at + 1] ?? 0) | 0x20) === X ? 2 : (bytes[at] ?? 0) === X ? 1 : 0;
  const high = hexValue(bytes[at + lead]);
  const low = hexValue(bytes[at + lead + 1]);
  if (high < 0 || low < 0 || hexValue(bytes[at + lead + 2]) >= 0) return null;
  return { length: lead + 2, value: high * 16 + low };
}

function readDecimal(bytes: Buffer, at: number): ReturnType<Reader> {
  let value = 0;
  let length = 0;
  while (length < 4 && DIGIT[bytes[at + length] ?? 0] === 1) {
    value = value * 10 + (bytes[at + length] ?? 0) - 0x30;
    length++;
  }
  return length === 0 || length > 3 || value > 255 ? null : { length, value };
}

class Lists {
  readonly #bytes: Buffer;
  readonly #read: Reader;
  readonly #view: View;
  readonly #step: string;
  #arena: ArenaBuilder | null = null;
  /** Up to here everything was looked at. */
  #done = 0;

  constructor(view: View, read: Reader, step: string) {
    this.#bytes = view.bytes;
    this.#read = read;
    this.#view = view;
    this.#step = step;
  }

  build(): View | null {
    return this.#arena?.build()?.view ?? null;
  }

  lookAround(gap: number, work: Work): void {
    if (gap < this.#done) return;
    const start = this.#beginning(gap);
    const { count, end } = this.#countFrom(start);
    this.#done = Math.max(this.#done, gap + 1, end);
    work.spend(this.#done - start);
    if (count >= FEWEST) this.#write(start, count);
  }

  #countFrom(start: number): { readonly count: number; readonly end: number } {
    let at = start;
    let count = 0;
    for (;;) {
      const number = this.#read(this.#bytes, at);
      if (number === null) return { count, end: at };
      const end = at + number.length;
      const next = this.#behindGap(end);
      count++;
      if (next === end) return { count, end };
      at = next;
    }
  }

  #write(start: number, count: number): void {
    this.#arena ??= new ArenaBuilder(this.#view, this.#step, count + 1);
    let at = start;
    for (let index = 0; index < count; index++) {
      const number = this.#read(this.#bytes, at);
      if (number === null) break;
      const next = this.#behindGap(at + number.length);
      // With its gap, so that a regular list is one piece of the map.
      this.#arena.from(at, next - at);
      this.#arena.writeByte(number.value);
      at = next;
    }
    this.#arena.endRun();
  }

  /** Goes back from a gap over numbers and gaps, but not behind what was looked at. */
  #beginning(gap: number): number {
    let start = gap;
    const floor = Math.max(this.#done, gap - REACH_BACK);
    for (let at = gap - 1; at >= floor; at--) {
      const byte = this.#bytes[at] ?? 0;
      if (GAP[byte] === 1 || hexValue(byte) >= 0 || (byte | 0x20) === X) continue;
      start = this.#firstNumber(at + 1, gap);
      return start;
    }
    return this.#firstNumber(floor, gap);
  }

  #firstNumber(from: number, gap: number): number {
    for (let at = from; at < gap; at++) {
      const isInside = at > 0 && hexValue(this.#bytes[at - 1]) >= 0 && hexValue(this.#bytes[at]) >= 0;
      if (!isInside && this.#reads(at, gap)) return at;
    }
    return gap;
  }

  /** Does an unbroken list lead from here to the gap? */
  #reads(from: number, gap: number): boolean {
    let at = from;
    while (at < gap) {
      const number = this.#read(this.#bytes, at);
      if (number === null) return false;
      const end = at + number.length;
      at = this.#behindGap(end);
      if (at === end) return end === gap;
    }
    return true;
  }

  #behindGap(from: number): number {
    let at = from;
    while (at < from + WIDEST_GAP && GAP[this.#bytes[at] ?? 0] === 1) at++;
    return at;
  }
}
