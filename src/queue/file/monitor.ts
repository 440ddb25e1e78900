import { basename } from 'node:path';
import { QueueError } from '../../core/approval/queue-port.ts';
import { checkDirectory } from './directory.ts';
import { queueError } from './errno.ts';
import type { Store } from './store.ts';

/** Events are a hint that may be lost; this is how late an answer is heard of then (Q21). */
const POLL_MS = 200;

export interface Monitored {
  /** Something happened to this name. */
  changed(name: string): void;
  /** Look everything up by its exact name. */
  lookAtAll(): Promise<void>;
  /** While there is something to look up, the directory is polled. */
  isWaiting(): boolean;
  failed(error: QueueError): void;
}

/** Keeps an eye on one directory: that it stays the one it was, and what changes in it. */
export class Monitor {
  readonly #store: Store;
  readonly #watches: boolean;
  readonly #monitored: Monitored;
  #identity = '';
  #cancelPoll: (() => void) | null = null;
  #polling = false;
  #ended = true;
  #watcher: { close(): void } | null = null;

  constructor(store: Store, watches: boolean, monitored: Monitored) {
    this.#store = store;
    this.#watches = watches;
    this.#monitored = monitored;
  }

  /** @param identity of the directory that was checked */
  begin(identity: string): void {
    this.end();
    this.#identity = identity;
    this.#ended = false;
    if (this.#watches) this.#watch();
  }

  end(): void {
    this.#ended = true;
    this.#cancelPoll?.();
    this.#cancelPoll = null;
    this.#watcher?.close();
    this.#watcher = null;
  }

  /** Rejects where the directory is gone, another one, or open to others by now. */
  async verify(): Promise<void> {
    const { identity } = await checkDirectory(this.#store, this.#store.directory);
    if (identity !== this.#identity) throw new QueueError('gone', 'another directory stands in its place');
  }

  /** Polls soon, if anything waits. */
  arm(): void {
    if (this.#ended || this.#polling || this.#cancelPoll !== null || !this.#monitored.isWaiting()) return;
    this.#cancelPoll = this.#store.clock.after(POLL_MS, () => this.#pollNow());
  }

  #pollNow(): void {
    if (this.#ended || this.#polling) return;
    this.#cancelPoll?.();
    this.#cancelPoll = null;
    this.#polling = true;
    void this.#poll().finally(() => {
      this.#polling = false;
      this.arm();
    });
  }

  async #poll(): Promise<void> {
    try {
      await this.verify();
    } catch (error) {
      this.#monitored.failed(queueError('read_failed', error));
      return;
    }
    await this.#monitored.lookAtAll();
  }

  #watch(): void {
    const { fs, directory, log } = this.#store;
    const lost = (detail: string) => log({ event: 'watch_lost', id: null, detail });
    try {
      this.#watcher = fs.watch(directory, {
        changed: (name) => {
          // Without a name, or with the directory's own: anything may have happened.
          if (name === null || name === basename(directory)) this.#pollNow();
          else this.#monitored.changed(name);
        },
        lost,
      });
    } catch (error) {
      lost(queueError('read_failed', error).detail);
    }
  }
}
