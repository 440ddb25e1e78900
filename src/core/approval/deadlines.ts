interface Entry<T> {
  readonly at: number;
  /** Who goes first at the same time; then the one that was set first. */
  readonly rank: number;
  readonly order: number;
  readonly key: string;
  readonly what: T;
}

/** Deadlines in their order: a binary heap that knows where each entry lies, so that one can be taken back. */
export class Deadlines<T> {
  readonly #heap: Entry<T>[] = [];
  readonly #places = new Map<string, number>();
  #set = 0;

  /** The key must be new. */
  set(key: string, at: number, rank: number, what: T): void {
    this.#put(this.#heap.length, { at, rank, order: this.#set++, key, what });
    this.#rise(this.#heap.length - 1);
  }

  delete(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    const last = this.#heap.pop();
    if (last === undefined || last.key === key) return;
    this.#put(place, last);
    this.#rise(place);
    this.#sink(place);
  }

  next(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  /** Takes out the first deadline that has come by `now`. */
  takeDue(now: number): T | null {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return null;
    this.delete(first.key);
    return first.what;
  }

  #put(place: number, entry: Entry<T>): void {
    this.#heap[place] = entry;
    this.#places.set(entry.key, place);
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#swapIfBefore(place, parent)) return;
      place = parent;
    }
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, place)) return;
      place = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#heap[one];
    const b = this.#heap[other];
    if (a === undefined || b === undefined) return false;
    return (a.at - b.at || a.rank - b.rank || a.order - b.order) < 0;
  }

  #swapIfBefore(one: number, other: number): boolean {
    const a = this.#heap[one];
    const b = this.#heap[other];
    if (a === undefined || b === undefined || !this.#isBefore(one, other)) return false;
    this.#put(one, b);
    this.#put(other, a);
    return true;
  }
}
