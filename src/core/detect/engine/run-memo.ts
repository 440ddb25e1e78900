import { type ByteClass, CLASSES, type ClassName } from './byte-class.ts';
import type { Work } from './work.ts';

export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds how far a run of one alphabet reaches and remembers the last one of each alphabet, so that a flood of anchors
 * inside one long run is examined once and not once per anchor.
 */
export class RunMemo {
  readonly bytes: Buffer;
  readonly #work: Work;
  readonly #last = new Map<ClassName, { start: number; end: number }>();
  readonly #whole = new Map<ClassName, Run>();

  constructor(bytes: Buffer, work: Work) {
    this.bytes = bytes;
    this.#work = work;
  }

  /** End (exclusive) of the run that begins at `from`; `from` itself where the byte there is of another class. */
  end(name: ClassName, from: number): number {
    const last = this.#last.get(name);
    if (last !== undefined && from >= last.start && from <= last.end) return last.end;
    const end = this.#forward(CLASSES[name], from);
    if (last === undefined) this.#last.set(name, { start: from, end });
    else {
      last.start = from;
      last.end = end;
    }
    return end;
  }

  /** The whole run around `at`, to both sides. */
  around(name: ClassName, at: number): Run {
    const known = this.#whole.get(name);
    if (known !== undefined && at >= known.start && at < known.end) return known;
    const table = CLASSES[name];
    let start = at;
    while (start > 0 && table[this.bytes[start - 1] ?? 0] === 1) start--;
    this.#work.spend(at - start);
    const run = { start, end: this.#forward(table, at) };
    this.#whole.set(name, run);
    return run;
  }

  #forward(table: ByteClass, from: number): number {
    const bytes = this.bytes;
    const length = bytes.length;
    let end = from;
    while (end < length && table[bytes[end] ?? 0] === 1) end++;
    this.#work.spend(end - from + 1);
    return end;
  }
}
