import type { Work } from './work.ts';

const SHORTEST = 4;
const LONG_GRAM = 8;
/** Literals of this length and more are looked for by eight bytes at a time, shorter ones by four. */
const LONG = 11;
const MAX_STRIDE = 16;
const VIEWED = 512;

type OnHit = (literal: number, at: number) => void;

/**
 * Finds any of many literals: a window of each literal is entered with every gram in it, so that looking at one gram of
 * the text per stride is enough; only where the gram is known are literals compared. The window is the end of the literal,
 * since values of one vendor share their beginning.
 */
export class LiteralSet {
  readonly #groups: readonly GramSet[];

  /** Every literal has at least four bytes. */
  constructor(literals: readonly Buffer[]) {
    if (literals.some((literal) => literal.length < SHORTEST)) {
      throw new RangeError('a literal has at least four bytes');
    }
    const indexed = literals.map((bytes, index) => ({ bytes, index }));
    const isLong = ({ bytes }: Indexed): boolean => bytes.length >= LONG;
    this.#groups = [
      new GramSet(indexed.filter(isLong), LONG_GRAM),
      new GramSet(
        indexed.filter((literal) => !isLong(literal)),
        SHORTEST,
      ),
    ].filter(({ size }) => size > 0);
  }

  /** Calls back once for every occurrence, also overlapping ones. */
  scan(bytes: Buffer, work: Work, onHit: OnHit): void {
    for (const group of this.#groups) group.scan(bytes, work, onHit);
  }
}

interface Indexed {
  readonly bytes: Buffer;
  readonly index: number;
}

/** Literals that are looked for by grams of one length. */
class GramSet {
  readonly size: number;
  readonly #literals: readonly Indexed[];
  readonly #gram: number;
  readonly #stride: number;
  readonly #shift: number;
  /** A bit per hash that has entries: small enough to stay near where all of the rest does not. */
  readonly #filter: Int32Array;
  /** Per hash: where its entries begin in `#entries`. */
  readonly #heads: Int32Array;
  /** Pairs of literal number and offset of the gram in it. */
  readonly #entries: Int32Array;

  constructor(literals: readonly Indexed[], gram: number) {
    this.size = literals.length;
    this.#literals = literals;
    this.#gram = gram;
    const shortest = literals.reduce(
      (least, { bytes }) => Math.min(least, bytes.length),
      MAX_STRIDE + gram - 1,
    );
    this.#stride = shortest - gram + 1;
    const count = literals.length * this.#stride;
    const bits = Math.min(22, Math.max(10, Math.ceil(Math.log2(count * 8 + 1))));
    this.#shift = 32 - bits;
    this.#filter = new Int32Array(1 << (bits - 5));
    this.#heads = new Int32Array((1 << bits) + 1);
    this.#entries = new Int32Array(count * 2);
    this.#fill();
  }

  #fill(): void {
    const stride = this.#stride;
    const hashes = new Int32Array(this.#literals.length * stride);
    this.#literals.forEach(({ bytes }, index) => {
      const first = bytes.length - stride - this.#gram + 1;
      for (let k = 0; k < stride; k++) {
        const hash = this.#hashAt(bytes, first + k);
        hashes[index * stride + k] = hash;
        this.#heads[hash + 1] = (this.#heads[hash + 1] ?? 0) + 1;
        this.#filter[hash >>> 5] = (this.#filter[hash >>> 5] ?? 0) | (1 << (hash & 31));
      }
    });
    for (let hash = 1; hash < this.#heads.length; hash++) {
      this.#heads[hash] = (this.#heads[hash] ?? 0) + (this.#heads[hash - 1] ?? 0);
    }
    const next = this.#heads.slice();
    for (const [place, hash] of hashes.entries()) {
      const index = Math.floor(place / stride);
      const length = this.#literals[index]?.bytes.length ?? 0;
      const slot = next[hash] ?? 0;
      next[hash] = slot + 1;
      this.#entries[slot * 2] = index;
      this.#entries[slot * 2 + 1] = length - stride - this.#gram + 1 + (place % stride);
    }
  }

  #hashAt(bytes: Buffer, at: number): number {
    const low = wordAt(bytes, at);
    return hashOf(low, this.#gram === LONG_GRAM ? wordAt(bytes, at + 4) : 0) >>> this.#shift;
  }

  scan(bytes: Buffer, work: Work, onHit: OnHit): void {
    const last = bytes.length - this.#gram;
    work.spend(Math.ceil(bytes.length / this.#stride));
    if (this.#gram === LONG_GRAM) this.#scanLong(bytes, last, work, onHit);
    else this.#scanShort(bytes, last, work, onHit);
  }

  #scanLong(bytes: Buffer, last: number, work: Work, onHit: OnHit): void {
    const stride = this.#stride;
    const filter = this.#filter;
    const shift = this.#shift;
    // Unaligned words in one step; not worth its making for short texts.
    if (bytes.length > VIEWED) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let at = 0; at <= last; at += stride) {
        const hash = hashOf(view.getInt32(at, true), view.getInt32(at + 4, true)) >>> shift;
        if ((((filter[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 1)
          this.#verify(hash, bytes, at, work, onHit);
      }
      return;
    }
    for (let at = 0; at <= last; at += stride) {
      const hash = hashOf(wordAt(bytes, at), wordAt(bytes, at + 4)) >>> shift;
      if ((((filter[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 1) this.#verify(hash, bytes, at, work, onHit);
    }
  }

  #scanShort(bytes: Buffer, last: number, work: Work, onHit: OnHit): void {
    const stride = this.#stride;
    const filter = this.#filter;
    const shift = this.#shift;
    for (let at = 0; at <= last; at += stride) {
      const hash = hashOf(wordAt(bytes, at), 0) >>> shift;
      if ((((filter[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 1) this.#verify(hash, bytes, at, work, onHit);
    }
  }

  #verify(hash: number, bytes: Buffer, position: number, work: Work, onHit: OnHit): void {
    const to = this.#heads[hash + 1] ?? 0;
    for (let slot = this.#heads[hash] ?? 0; slot < to; slot++) {
      const literal = this.#literals[this.#entries[slot * 2] ?? 0];
      const at = position - (this.#entries[slot * 2 + 1] ?? 0);
      if (literal === undefined || at < 0 || at + literal.bytes.length > bytes.length) continue;
      let k = 0;
      while (k < literal.bytes.length && bytes[at + k] === literal.bytes[k]) k++;
      work.spend(k + 1);
      if (k === literal.bytes.length) onHit(literal.index, at);
    }
  }
}

function wordAt(bytes: Buffer, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function hashOf(low: number, high: number): number {
  const mixed = Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2_ae35);
}
