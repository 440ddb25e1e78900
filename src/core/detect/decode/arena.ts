import { PieceMap } from './piece-map.ts';
import type { Span, View } from './view.ts';

/** Decoded text of many runs behind one another, with a byte between that nothing is made of: one view is cheaper to search than hundreds. */
export interface Arena {
  readonly view: View;
  /** Where each decoded run begins and ends. */
  readonly runs: readonly Span[];
}

/** Stands in no text and no alphabet, and no reading leaves it out: what are two runs stays two. */
export const BETWEEN_RUNS = 0xff;

/** Collects decoded runs; each comes from one stretch of the parent, or from several. */
export class ArenaBuilder {
  readonly #parent: View;
  readonly #step: string;
  readonly #map = new PieceMap();
  readonly #runs: Span[] = [];
  #out: Buffer;
  #length = 0;
  #start = 0;

  /** `room`: bytes that all runs together need, with one more for each; it grows where that was too little. */
  constructor(parent: View, step: string, room: number) {
    this.#parent = parent;
    this.#step = step;
    this.#out = Buffer.allocUnsafe(Math.max(64, Math.ceil(room)));
  }

  /** What is written from here on came from `source` on, at `rate` bytes of source for one byte. */
  from(source: number, rate: number): void {
    this.#map.add(this.#length, source, rate);
  }

  write(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#out.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  writeByte(byte: number): void {
    this.#reserve(1);
    this.#out[this.#length++] = byte;
  }

  get lengthOfRun(): number {
    return this.#length - this.#start;
  }

  endRun(): void {
    this.#runs.push({ start: this.#start, end: this.#length });
    this.#reserve(1);
    this.#out[this.#length++] = BETWEEN_RUNS;
    this.#start = this.#length;
  }

  /** Forgets what was written since the last run; its places in the map are passed over. */
  dropRun(): void {
    this.#map.cut(this.#start);
    this.#length = this.#start;
  }

  /** Null where no run was kept. */
  build(): Arena | null {
    if (this.#runs.length === 0) return null;
    const parent = this.#parent;
    const step = this.#step;
    const map = this.#map;
    return {
      view: {
        bytes: this.#out.subarray(0, this.#length),
        depth: parent.depth + 1,
        origin: { parent, stepAt: () => step, toParent: (start, end) => map.toSource(start, end) },
      },
      runs: this.#runs,
    };
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#out.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#out.length * 2, this.#length + count));
    this.#out.copy(grown, 0, 0, this.#length);
    this.#out = grown;
  }
}
