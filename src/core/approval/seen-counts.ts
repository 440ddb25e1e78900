import { RecentMap } from '../recent-map.ts';
import type { Destination, ValueKey } from './hold-events.ts';

const REMEMBERED = 10_000;

/** How many requests had a value, and went to a destination: evidence for people, nothing is decided by it. */
export class SeenCounts {
  readonly #values = new RecentMap<ValueKey, number>(REMEMBERED);
  readonly #hosts = new RecentMap<Destination, number>(REMEMBERED);

  /** One new request. */
  count(values: Iterable<ValueKey>, destination: Destination): void {
    for (const key of values) this.#values.set(key, (this.#values.get(key) ?? 0) + 1);
    this.#hosts.set(destination, (this.#hosts.get(destination) ?? 0) + 1);
  }

  /** Other requests than the one that asks. */
  others(key: ValueKey, destination: Destination): { value: number; host: number } {
    return {
      value: Math.max(0, (this.#values.get(key) ?? 0) - 1),
      host: Math.max(0, (this.#hosts.get(destination) ?? 0) - 1),
    };
  }
}
