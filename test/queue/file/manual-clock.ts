import type { QueueClock } from '../../../src/queue/file/store.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time passes when the test says so. */
export class ManualClock implements QueueClock {
  #now = 0;
  readonly #timers = new Set<Timer>();
  #waiting: { readonly ms: number; readonly resolve: () => void }[] = [];

  monotonic(): number {
    return this.#now;
  }

  wall(): Date {
    return new Date(Date.UTC(2026, 10, 22, 10, 20) + this.#now);
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    this.#waiting = this.#waiting.filter((waiting) => {
      if (waiting.ms >= ms) waiting.resolve();
      return waiting.ms < ms;
    });
    return () => void this.#timers.delete(timer);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.run();
    }
  }

  /** Resolves when a timer of at most this length is set from now on. */
  async timerUpTo(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push({ ms, resolve }));
  }
}
