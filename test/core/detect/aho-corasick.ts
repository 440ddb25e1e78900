/** An Aho-Corasick automaton over bytes, written for plainness: what the engine's searches must agree with. */
export class AhoCorasick {
  readonly #next: Map<number, number>[] = [new Map()];
  readonly #fail: number[] = [0];
  readonly #ends: number[][] = [[]];
  readonly #lengths: readonly number[];

  constructor(literals: readonly Buffer[]) {
    this.#lengths = literals.map(({ length }) => length);
    for (const [index, literal] of literals.entries()) {
      let state = 0;
      for (const byte of literal) state = this.#child(state, byte);
      this.#ends[state]?.push(index);
    }
    this.#link();
  }

  #child(state: number, byte: number): number {
    const known = this.#next[state]?.get(byte);
    if (known !== undefined) return known;
    const added = this.#next.push(new Map()) - 1;
    this.#fail.push(0);
    this.#ends.push([]);
    this.#next[state]?.set(byte, added);
    return added;
  }

  #link(): void {
    const queue = [...(this.#next[0]?.values() ?? [])];
    for (const state of queue) {
      for (const [byte, child] of this.#next[state] ?? []) {
        const fail = this.#step(this.#fail[state] ?? 0, byte);
        this.#fail[child] = fail;
        this.#ends[child]?.push(...(this.#ends[fail] ?? []));
        queue.push(child);
      }
    }
  }

  #step(from: number, byte: number): number {
    let state = from;
    for (;;) {
      const next = this.#next[state]?.get(byte);
      if (next !== undefined) return next;
      if (state === 0) return 0;
      state = this.#fail[state] ?? 0;
    }
  }

  /** Every occurrence as `literal@start`, sorted. */
  find(bytes: Buffer): readonly string[] {
    const found: string[] = [];
    let state = 0;
    for (const [at, byte] of bytes.entries()) {
      state = this.#step(state, byte);
      for (const index of this.#ends[state] ?? [])
        found.push(`${index}@${at + 1 - (this.#lengths[index] ?? 0)}`);
    }
    return found.sort();
  }
}
