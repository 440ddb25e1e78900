import { PairWeights } from './pair-weight.ts';
import type { Work } from './work.ts';

/** A literal that a match must contain, at least three bytes. */
export interface Anchor {
  readonly text: string;
  /** ASCII letters match in both cases. */
  readonly ignoreCase: boolean;
}

type OnHit = (anchor: number, at: number) => void;

/** Of a literal: three or four of its bytes, and which two neighbouring pairs of them are looked for. */
interface Window {
  /** Where in the literal the window begins. */
  readonly start: number;
  readonly size: 3 | 4;
  /** Where in the window the first of the two pairs begins. */
  readonly pair: 0 | 1;
}

/** What a pair may be: at offset 0, 1 or 2 of a window of four, or at offset 0 or 1 of one of three. */
const QUAD = [1, 2, 4] as const;
const TRIPLE = [8, 16] as const;

const HASH_BITS = 14;
const TRIPLE_MASK = 0x00ff_ffff;
/** Makes letters of both cases, and some other bytes, the same: a filter may let more through than it must. */
const FOLD = 0x2020_2020;
/** Under this length an aligned view of the bytes costs more than it saves. */
const SHORT = 96;

/**
 * Looks for many literals in one pass. Every second pair of bytes is looked up in a table of 65,536 entries; a pair that
 * belongs to a literal has its neighbours hashed, and only a known window of three or four bytes is compared with literals.
 * Each is entered with two neighbouring pairs, so that one of them lies on the stride at any alignment and every
 * occurrence is reported exactly once.
 */
export class AnchorIndex {
  readonly #literals: readonly { readonly bytes: Buffer; readonly ignoreCase: boolean }[];
  /** Per pair of bytes, in the order of memory: what it may be. */
  readonly #marked = new Uint8Array(65_536);
  /** Per hash of a window: where its entries begin in `#entries`. */
  readonly #heads = new Int32Array((1 << HASH_BITS) + 1);
  /** Three numbers each: the literal, where its window begins, and the bits of the pairs that lead to it. */
  readonly #entries: Int32Array;

  constructor(anchors: readonly Anchor[]) {
    this.#literals = anchors.map(({ text, ignoreCase }) => ({
      bytes: Buffer.from(ignoreCase ? text.toLowerCase() : text, 'latin1'),
      ignoreCase,
    }));
    if (this.#literals.some(({ bytes }) => bytes.length < 3)) {
      throw new RangeError('an anchor has at least three bytes');
    }
    const weights = new PairWeights();
    const windows = this.#literals.map(({ bytes, ignoreCase }) => bestWindow(bytes, ignoreCase, weights));
    for (const [index, window] of windows.entries()) this.#mark(index, window);
    this.#entries = new Int32Array(windows.length * 3);
    this.#fill(windows);
  }

  #mark(index: number, window: Window): void {
    const literal = this.#literals[index];
    if (literal === undefined) return;
    const pair = new Uint16Array(1);
    const pairBytes = new Uint8Array(pair.buffer);
    for (const offset of [window.pair, window.pair + 1]) {
      const bit = (window.size === 4 ? QUAD[offset] : TRIPLE[offset]) ?? 0;
      const at = window.start + offset;
      for (const first of casesOf(literal.bytes[at] ?? 0, literal.ignoreCase)) {
        for (const second of casesOf(literal.bytes[at + 1] ?? 0, literal.ignoreCase)) {
          pairBytes.set([first, second]);
          const key = pair[0] ?? 0;
          this.#marked[key] = (this.#marked[key] ?? 0) | bit;
        }
      }
    }
  }

  #fill(windows: readonly Window[]): void {
    const hashes = windows.map(({ start, size }, index) => {
      const bytes = this.#literals[index]?.bytes ?? Buffer.alloc(0);
      return size === 4 ? quadHash(bytes, start) : tripleHash(bytes, start);
    });
    for (const hash of hashes) this.#heads[hash + 1] = (this.#heads[hash + 1] ?? 0) + 1;
    for (let hash = 1; hash < this.#heads.length; hash++) {
      this.#heads[hash] = (this.#heads[hash] ?? 0) + (this.#heads[hash - 1] ?? 0);
    }
    const next = this.#heads.slice();
    for (const [index, { start, size, pair }] of windows.entries()) {
      const hash = hashes[index] ?? 0;
      const slot = next[hash] ?? 0;
      next[hash] = slot + 1;
      const bits = size === 4 ? QUAD : TRIPLE;
      this.#entries.set([index, start, (bits[pair] ?? 0) | (bits[pair + 1] ?? 0)], slot * 3);
    }
  }

  /** Calls back with the anchor's number and where it begins; nearly but not strictly in order of position. */
  scan(bytes: Buffer, work: Work, onHit: OnHit): void {
    if (bytes.length < 3) return;
    work.spend(bytes.length >> 1);
    if (bytes.length < SHORT) {
      this.#scanShort(bytes, work, onHit);
      return;
    }
    const marked = this.#marked;
    const skew = bytes.byteOffset & 1;
    const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset + skew, (bytes.length - skew) >> 1);
    const count = pairs.length;
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      const a = marked[pairs[i] ?? 0] ?? 0;
      const b = marked[pairs[i + 1] ?? 0] ?? 0;
      const c = marked[pairs[i + 2] ?? 0] ?? 0;
      const d = marked[pairs[i + 3] ?? 0] ?? 0;
      if ((a | b | c | d) === 0) continue;
      const position = skew + i * 2;
      if (a !== 0) this.#look(a, bytes, position, work, onHit);
      if (b !== 0) this.#look(b, bytes, position + 2, work, onHit);
      if (c !== 0) this.#look(c, bytes, position + 4, work, onHit);
      if (d !== 0) this.#look(d, bytes, position + 6, work, onHit);
    }
    for (; i < count; i++) {
      const bits = marked[pairs[i] ?? 0] ?? 0;
      if (bits !== 0) this.#look(bits, bytes, skew + i * 2, work, onHit);
    }
  }

  #scanShort(bytes: Buffer, work: Work, onHit: OnHit): void {
    const marked = this.#marked;
    const last = bytes.length - 2;
    for (let at = 0; at <= last; at += 2) {
      const first = bytes[at] ?? 0;
      const second = bytes[at + 1] ?? 0;
      const bits = marked[LITTLE_ENDIAN ? first | (second << 8) : (first << 8) | second] ?? 0;
      if (bits !== 0) this.#look(bits, bytes, at, work, onHit);
    }
  }

  /** Compares what stands around a marked pair. */
  #look(bits: number, bytes: Buffer, position: number, work: Work, onHit: OnHit): void {
    const heads = this.#heads;
    for (let offset = 0; offset < 3; offset++) {
      const bit = 1 << offset;
      if ((bits & bit) === 0 || position < offset) continue;
      const hash = quadHash(bytes, position - offset);
      const from = heads[hash] ?? 0;
      const to = heads[hash + 1] ?? 0;
      if (from !== to) this.#verify(from, to, bit, bytes, position - offset, work, onHit);
    }
    if (bits < 8) return;
    for (let offset = 0; offset < 2; offset++) {
      const bit = 8 << offset;
      if ((bits & bit) === 0 || position < offset) continue;
      const hash = tripleHash(bytes, position - offset);
      const from = heads[hash] ?? 0;
      const to = heads[hash + 1] ?? 0;
      if (from !== to) this.#verify(from, to, bit, bytes, position - offset, work, onHit);
    }
  }

  #verify(
    from: number,
    to: number,
    bit: number,
    bytes: Buffer,
    window: number,
    work: Work,
    onHit: OnHit,
  ): void {
    work.spend(to - from);
    const entries = this.#entries;
    for (let slot = from * 3; slot < to * 3; slot += 3) {
      if (((entries[slot + 2] ?? 0) & bit) === 0) continue;
      const index = entries[slot] ?? 0;
      const literal = this.#literals[index];
      const at = window - (entries[slot + 1] ?? 0);
      if (literal !== undefined && at >= 0 && equalsAt(bytes, at, literal.bytes, literal.ignoreCase)) {
        onHit(index, at);
      }
    }
  }
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function quadHash(bytes: Buffer, at: number): number {
  const quad =
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(quad | FOLD, 0x9e37_79b1) >>> (32 - HASH_BITS);
}

function tripleHash(bytes: Buffer, at: number): number {
  const triple = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  return Math.imul((triple | FOLD) & TRIPLE_MASK, 0x85eb_ca6b) >>> (32 - HASH_BITS);
}

function equalsAt(bytes: Buffer, at: number, literal: Buffer, ignoreCase: boolean): boolean {
  if (at + literal.length > bytes.length) return false;
  for (let k = 0; k < literal.length; k++) {
    const byte = bytes[at + k] ?? 0;
    const folded = ignoreCase && byte >= 65 && byte <= 90 ? byte | 32 : byte;
    if (folded !== literal[k]) return false;
  }
  return true;
}

/** The window whose two pairs are rarest; four bytes where the literal has them. */
function bestWindow(bytes: Buffer, ignoreCase: boolean, weights: PairWeights): Window {
  let best = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset + 2 < bytes.length; offset++) {
    const weight =
      pairWeight(bytes, offset, ignoreCase, weights) + pairWeight(bytes, offset + 1, ignoreCase, weights);
    if (weight < lowest) {
      lowest = weight;
      best = offset;
    }
  }
  if (bytes.length === 3) return { start: 0, size: 3, pair: 0 };
  return best + 4 <= bytes.length ? { start: best, size: 4, pair: 0 } : { start: best - 1, size: 4, pair: 1 };
}

function pairWeight(bytes: Buffer, at: number, ignoreCase: boolean, weights: PairWeights): number {
  let sum = 0;
  for (const first of casesOf(bytes[at] ?? 0, ignoreCase)) {
    for (const second of casesOf(bytes[at + 1] ?? 0, ignoreCase)) sum += weights.of(first, second);
  }
  return sum;
}

function casesOf(byte: number, ignoreCase: boolean): readonly number[] {
  return ignoreCase && byte >= 97 && byte <= 122 ? [byte, byte - 32] : [byte];
}
