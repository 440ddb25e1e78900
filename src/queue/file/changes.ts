import { basename } from 'node:path';
import { errnoOf } from './errno.ts';
import { parseFileName } from './names.ts';
import type { Store } from './store.ts';

/** Changes that come together are told together. */
const SETTLE_MS = 20;
/** Events may be lost; any change of names leaves a trace on the directory itself. */
const POLL_MS = 1_000;
/** Some changes leave none: every so many polls it is told without a sign. */
const UNCONDITIONAL_EVERY = 10;

/** Tells of changes in the queue directory, also of its disappearance, until it is ended. */
export class Changes {
  readonly #store: Store;
  readonly #watches: boolean;
  readonly #onChange: () => void;
  #seen = '';
  #identity = '';
  #polls = 0;
  #ended = false;
  #cancelSettle: (() => void) | null = null;
  #cancelPoll: (() => void) | null = null;
  #watcher: { close(): void } | null = null;

  constructor(store: Store, watches: boolean, onChange: () => void) {
    this.#store = store;
    this.#watches = watches;
    this.#onChange = onChange;
  }

  async begin(): Promise<void> {
    await this.#lookAtDirectory();
    this.#schedule();
  }

  end(): void {
    this.#ended = true;
    this.#cancelSettle?.();
    this.#cancelPoll?.();
    this.#watcher?.close();
  }

  #schedule(): void {
    if (this.#ended) return;
    // Who watches wants to go on watching.
    this.#cancelPoll = this.#store.clock.after(POLL_MS, () => void this.#poll(), 'keep_alive');
  }

  async #poll(): Promise<void> {
    const before = this.#seen;
    await this.#lookAtDirectory();
    this.#polls++;
    if (this.#seen !== before || this.#polls % UNCONDITIONAL_EVERY === 0) this.#tell();
    this.#schedule();
  }

  /** Notes what the directory looks like; another one in its place is watched instead. */
  async #lookAtDirectory(): Promise<void> {
    let identity = '';
    try {
      const stat = await this.#store.fs.lstat(this.#store.directory);
      identity = stat.identity;
      this.#seen = `${stat.identity} ${stat.changedNs}`;
    } catch (error) {
      this.#seen = errnoOf(error);
    }
    if (this.#ended || identity === this.#identity) return;
    this.#identity = identity;
    this.#watcher?.close();
    this.#watcher = identity === '' || !this.#watches ? null : this.#watch();
  }

  #watch(): { close(): void } | null {
    const { fs, directory, log } = this.#store;
    const lost = (detail: string) => log({ event: 'watch_lost', id: null, detail });
    try {
      return fs.watch(directory, { changed: (name) => this.#changed(name), lost });
    } catch (error) {
      lost(errnoOf(error));
      return null;
    }
  }

  /** Locks, logs and files that are still being written are nothing to look for. */
  #changed(name: string | null): void {
    const isOwn = name === null || name === basename(this.#store.directory);
    if (isOwn || parseFileName(name) !== null) this.#tell();
  }

  #tell(): void {
    if (this.#ended || this.#cancelSettle !== null) return;
    this.#cancelSettle = this.#store.clock.after(SETTLE_MS, () => {
      this.#cancelSettle = null;
      if (!this.#ended) this.#onChange();
    });
  }
}
