import type { TrafficHost, TrafficMinute, TrafficWire } from './wire.ts';

/** One exchange that has ended, as the gateway's log tells it. */
export interface TrafficEntry {
  readonly result: 'allowed' | 'blocked';
  /** Somebody was asked about it. */
  readonly asked: boolean;
  /** Redacted; null where the request had none. */
  readonly host: string | null;
}

const MINUTE = 60_000;
const MINUTES = 60;

/** Hosts that are counted; past it the one with the fewest questions is forgotten. */
const MAX_HOSTS = 200;
const SHOWN_HOSTS = 8;

interface Counts {
  asked: number;
  allowed: number;
  blocked: number;
}

/** Traffic at a glance: the last hour by the minute, and who asks most. Bounded, and gone with the process. */
export class Traffic {
  readonly #now: () => number;
  readonly #minutes: TrafficMinute[] = [];
  readonly #hosts = new Map<string, Counts>();

  /** `now`: milliseconds of the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  record(entry: TrafficEntry): void {
    this.#countMinute(entry);
    if (entry.host !== null) this.#countHost(entry.host, entry);
  }

  report(): TrafficWire {
    const last = minuteOf(this.#now());
    const known = new Map(this.#minutes.map((minute) => [minute.at, minute]));
    const minutes = Array.from({ length: MINUTES }, (_, index) => {
      const at = last - (MINUTES - 1 - index) * MINUTE;
      return known.get(at) ?? { at, allowed: 0, held: 0, blocked: 0 };
    });
    const hosts = [...this.#hosts].map(([host, counts]): TrafficHost => ({ host, ...counts }));
    return { minutes, hosts: hosts.sort(byQuestions).slice(0, SHOWN_HOSTS) };
  }

  #countMinute({ result, asked }: TrafficEntry): void {
    const at = minuteOf(this.#now());
    const latest = this.#minutes.at(-1);
    const isSame = latest?.at === at;
    const counts = isSame ? latest : { at, allowed: 0, held: 0, blocked: 0 };
    const kind = result === 'blocked' ? 'blocked' : asked ? 'held' : 'allowed';
    const next = { ...counts, [kind]: counts[kind] + 1 };
    if (isSame) this.#minutes[this.#minutes.length - 1] = next;
    else this.#minutes.push(next);
    if (this.#minutes.length > MINUTES) this.#minutes.shift();
  }

  #countHost(host: string, { result, asked }: TrafficEntry): void {
    let counts = this.#hosts.get(host);
    if (counts === undefined) {
      this.#makeRoom();
      counts = { asked: 0, allowed: 0, blocked: 0 };
      this.#hosts.set(host, counts);
    }
    counts[result] += 1;
    if (asked) counts.asked += 1;
  }

  #makeRoom(): void {
    if (this.#hosts.size < MAX_HOSTS) return;
    let fewest: { host: string; total: number } | null = null;
    for (const [host, { asked, allowed, blocked }] of this.#hosts) {
      const total = asked * 1000 + allowed + blocked;
      if (fewest === null || total < fewest.total) fewest = { host, total };
    }
    if (fewest !== null) this.#hosts.delete(fewest.host);
  }
}

function minuteOf(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}

function byQuestions(a: TrafficHost, b: TrafficHost): number {
  return b.asked - a.asked || b.blocked - a.blocked || b.allowed - a.allowed || (a.host < b.host ? -1 : 1);
}
