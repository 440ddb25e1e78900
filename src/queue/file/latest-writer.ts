/** Writes the latest of many values, one write at a time: what was overtaken while waiting is never written. */
export class LatestWriter<T> {
  readonly #write: (value: T) => Promise<void>;
  #next: { readonly value: T } | null = null;
  #running: Promise<void> | null = null;
  #ended = false;

  constructor(write: (value: T) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when this value, or a later one, was written. */
  put(value: T): Promise<void> {
    if (this.#ended) return Promise.resolve();
    this.#next = { value };
    this.#running ??= this.#drain();
    return this.#running;
  }

  /** Drops what is not being written yet; resolves when nothing is. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#next = null;
    await this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#next !== null) {
        const { value } = this.#next;
        this.#next = null;
        await this.#write(value);
      }
    } finally {
      this.#running = null;
    }
  }
}
