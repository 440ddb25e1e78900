import { BudgetSpent } from '../engine/work.ts';
import type { Span } from './view.ts';

/** Where so many pieces are needed the map would cost more memory than the text: it counts as not inspected. */
const MOST_PIECES = 1_000_000;

/** A stretch of decoded bytes that came from one stretch of the source at a fixed rate. */
export interface Piece {
  /** First decoded byte. */
  readonly at: number;
  readonly source: number;
  /** Source bytes per decoded byte; 4/3 in base64. */
  readonly rate: number;
}

/** Maps decoded offsets back: pieces in ascending order of `at`. */
export class PieceMap {
  readonly #at: number[] = [];
  readonly #source: number[] = [];
  readonly #rate: number[] = [];

  get size(): number {
    return this.#at.length;
  }

  add(at: number, source: number, rate: number): void {
    const last = this.#at.length - 1;
    if (last >= 0) {
      const lastRate = this.#rate[last] ?? 1;
      const lastEnd = (this.#source[last] ?? 0) + (at - (this.#at[last] ?? 0)) * lastRate;
      if (lastRate === rate && lastEnd === source) return;
    }
    if (this.#at.length >= MOST_PIECES) throw new BudgetSpent();
    this.#at.push(at);
    this.#source.push(source);
    this.#rate.push(rate);
  }

  /** Forgets the pieces that begin at decoded byte `at` or behind it. */
  cut(at: number): void {
    let size = this.#at.length;
    while (size > 0 && (this.#at[size - 1] ?? 0) >= at) size--;
    if (size === this.#at.length) return;
    this.#at.length = size;
    this.#source.length = size;
    this.#rate.length = size;
  }

  /** The piece that a decoded byte belongs to. */
  pieceOf(offset: number): Piece {
    let low = 0;
    let high = this.#at.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#at[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { at: this.#at[low] ?? 0, source: this.#source[low] ?? 0, rate: this.#rate[low] ?? 1 };
  }

  /** Every source byte that has a part in the decoded bytes [start, end). */
  toSource(start: number, end: number): Span {
    const first = this.pieceOf(start);
    const last = this.pieceOf(Math.max(start, end - 1));
    return {
      start: first.source + Math.floor((start - first.at) * first.rate),
      end: last.source + Math.ceil((end - last.at) * last.rate - 1e-9),
    };
  }
}
