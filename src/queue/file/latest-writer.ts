import type { QueueClock } from './store.ts';

/** Between two writes of one state: nobody reads faster, and a thousand waiters may come at once. */
const PAUSE_MS = 20;

/** Writes the latest of many values, one write at a time: what was overtaken while waiting is never written. */
export class LatestWriter<T> {
  readonly #clock: QueueClock;
  readonly #write: (value: T) => Promise<void>;
  #next: { readonly value: T } | null = null;
  #running: Promise<void> | null = null;
  #ended = false;
  #cutPause: () => void = () => undefined;

  constructor(clock: QueueClock, write: (value: T) => Promise<void>) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Resolves when this value, or a later one, was written, or will never be. */
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
    this.#cutPause();
    await this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#next !== null) {
        const { value } = this.#next;
        this.#next = null;
        await this.#write(value);
        if (this.#next !== null) await this.#pause();
      }
    } finally {
      this.#running = null;
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(PAUSE_MS, resolve);
      this.#cutPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
