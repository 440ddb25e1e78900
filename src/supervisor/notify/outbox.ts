import type { Delivery } from './webhook.ts';

/** Seconds before each further attempt. */
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 16_000];
/** More questions than that at once are one look at the list, not a message each. */
const CAPACITY = 64;

export interface NotifyClock {
  /** Runs once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): () => void;
}

export type OutboxNotice =
  | { readonly event: 'notify_failed'; readonly code: string }
  /** How many were given up, because newer ones came faster than they could be told. */
  | { readonly event: 'notify_dropped'; readonly count: number };

export interface OutboxOptions<T> {
  readonly deliver: (item: T) => Promise<Delivery>;
  readonly clock: NotifyClock;
  readonly log: (notice: OutboxNotice) => void;
}

/** Delivers one after the other, tries again what may work later, and keeps a bounded number: the oldest goes first. */
export class Outbox<T> {
  readonly #options: OutboxOptions<T>;
  readonly #waiting: T[] = [];
  #isRunning = false;
  #isClosed = false;
  #stopWaiting: () => void = () => undefined;

  constructor(options: OutboxOptions<T>) {
    this.#options = options;
  }

  put(item: T): void {
    if (this.#isClosed) return;
    this.#waiting.push(item);
    const surplus = this.#waiting.length - CAPACITY;
    if (surplus > 0) {
      this.#waiting.splice(0, surplus);
      this.#options.log({ event: 'notify_dropped', count: surplus });
    }
    if (!this.#isRunning) void this.#run();
  }

  /** What was not delivered by now is not. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#stopWaiting();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) {
      await this.#deliver(item);
    }
    this.#isRunning = false;
  }

  async #deliver(item: T): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const delivery = await this.#options.deliver(item);
      if (this.#isClosed || delivery.kind === 'delivered') return;
      const pause = delivery.kind === 'again' ? BACKOFF_MS[attempt] : undefined;
      if (pause === undefined) {
        this.#options.log({ event: 'notify_failed', code: delivery.code });
        return;
      }
      await this.#pause(pause);
      if (this.#isClosed) return;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#stopWaiting = () => {
        cancel();
        resolve();
      };
    });
  }
}
