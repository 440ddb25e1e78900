import type { Work } from './work.ts';

const GRAM = 4;
const MAX_STRIDE = 16;

/**
 * Finds any of many literals: a window of each literal is entered with every four-byte gram in it, so that looking at
 * one gram of the text per stride is enough; only where the gram is known are literals compared. The window is the end of
 * the literal, since values of one vendor share their beginning.
 */
export class LiteralSet {
  readonly #literals: readonly Buffer[];
  readonly #stride: number;
  readonly #shift: number;
  /** Per hash: where its entries begin in `#entries`. */
  readonly #heads: Int32Array;
  /** Pairs of literal number and offset of the gram in it. */
  readonly #entries: Int32Array;

  /** Every literal has at least four bytes. */
  constructor(literals: readonly Buffer[]) {
    if (literals.some((literal) => literal.length < GRAM)) {
      throw new RangeError('a literal has at least four bytes');
    }
    this.#literals = literals;
    const shortest = literals.reduce((least, { length }) => Math.min(least, length), MAX_STRIDE + GRAM - 1);
    this.#stride = shortest - GRAM + 1;
    const count = literals.length * this.#stride;
    const bits = Math.min(22, Math.max(10, Math.ceil(Math.log2(count * 8 + 1))));
    this.#shift = 32 - bits;
    this.#heads = new Int32Array((1 << bits) + 1);
    this.#entries = new Int32Array(count * 2);
    this.#fill();
  }

  #fill(): void {
    const grams: { hash: number; literal: number; offset: number }[] = [];
    this.#literals.forEach((literal, index) => {
      const first = literal.length - this.#stride - GRAM + 1;
      for (let offset = first; offset < first + this.#stride; offset++) {
        const hash = this.#hash(
          literal[offset] ?? 0,
          literal[offset + 1] ?? 0,
          literal[offset + 2] ?? 0,
          literal[offset + 3] ?? 0,
        );
        grams.push({ hash, literal: index, offset });
        this.#heads[hash + 1] = (this.#heads[hash + 1] ?? 0) + 1;
      }
    });
    for (let hash = 1; hash < this.#heads.length; hash++) {
      this.#heads[hash] = (this.#heads[hash] ?? 0) + (this.#heads[hash - 1] ?? 0);
    }
    const next = this.#heads.slice();
    for (const { hash, literal, offset } of grams) {
      const slot = next[hash] ?? 0;
      next[hash] = slot + 1;
      this.#entries[slot * 2] = literal;
      this.#entries[slot * 2 + 1] = offset;
    }
  }

  #hash(a: number, b: number, c: number, d: number): number {
    return Math.imul(a | (b << 8) | (c << 16) | (d << 24), 0x9e3779b1) >>> this.#shift;
  }

  /** Calls back once for every occurrence, also overlapping ones. */
  scan(bytes: Buffer, work: Work, onHit: (literal: number, at: number) => void): void {
    if (this.#literals.length === 0) return;
    const stride = this.#stride;
    const heads = this.#heads;
    const shift = this.#shift;
    const last = bytes.length - GRAM;
    work.spend(Math.ceil(bytes.length / stride));
    for (let i = 0; i <= last; i += stride) {
      const gram =
        (bytes[i] ?? 0) |
        ((bytes[i + 1] ?? 0) << 8) |
        ((bytes[i + 2] ?? 0) << 16) |
        ((bytes[i + 3] ?? 0) << 24);
      const hash = Math.imul(gram, 0x9e3779b1) >>> shift;
      const from = heads[hash] ?? 0;
      const to = heads[hash + 1] ?? 0;
      if (from !== to) this.#verify(from, to, bytes, i, work, onHit);
    }
  }

  #verify(
    from: number,
    to: number,
    bytes: Buffer,
    position: number,
    work: Work,
    onHit: (literal: number, at: number) => void,
  ): void {
    for (let slot = from; slot < to; slot++) {
      const index = this.#entries[slot * 2] ?? 0;
      const literal = this.#literals[index];
      const at = position - (this.#entries[slot * 2 + 1] ?? 0);
      if (literal === undefined || at < 0 || at + literal.length > bytes.length) continue;
      let k = 0;
      while (k < literal.length && bytes[at + k] === literal[k]) k++;
      work.spend(k + 1);
      if (k === literal.length) onHit(index, at);
    }
  }
}
