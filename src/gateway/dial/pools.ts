import type { SecureContext } from 'node:tls';
import { Pool } from 'undici';
import { destinationOf } from '../../core/http/target.ts';
import type { Clock, Timer } from '../clock.ts';
import { connectorFor, type UpstreamRoute } from './connector.ts';

/** For TCP and TLS together, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 10_000;
const SWEEP_MS = 15_000;
const IDLE_MS = 60_000;

interface Entry {
  readonly pool: Pool;
  usedAt: number;
}

/**
 * Upstream connections, kept by (scheme, host, port, address): a connection made for one checked address of one host
 * is never used for another (D6). Connections close after seconds without use, pools after a minute.
 */
export class Pools {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #trust: SecureContext;
  #sweep: Timer | null = null;
  #stopped = false;

  constructor(clock: Clock, trust: SecureContext) {
    this.#clock = clock;
    this.#trust = trust;
  }

  poolFor(route: UpstreamRoute): Pool {
    const key = `${destinationOf(route.target)} ${route.address} ${route.port}`;
    const now = this.#clock.monotonic();
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.usedAt = now;
      return known.pool;
    }
    const pool = new Pool(destinationOf(route.target), {
      connect: connectorFor(route, { trust: this.#trust, timeoutMs: CONNECT_TIMEOUT_MS }),
      connections: null,
      pipelining: 1,
      allowH2: false,
      // Event streams and long polls are silent for as long as they like; a client that leaves ends them.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 60_000,
    });
    this.#entries.set(key, { pool, usedAt: now });
    this.#schedule();
    return pool;
  }

  /** New trust needs new connections: those that run end by themselves, none is used again. */
  replaceTrust(trust: SecureContext): void {
    this.#trust = trust;
    for (const { pool } of this.#entries.values()) void pool.close();
    this.#entries.clear();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#sweep?.cancel();
    const pools = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(pools.map(({ pool }) => pool.destroy()));
  }

  #schedule(): void {
    if (this.#sweep !== null || this.#stopped) return;
    this.#sweep = this.#clock.after(SWEEP_MS, () => {
      this.#sweep = null;
      this.#closeIdle();
      if (this.#entries.size > 0) this.#schedule();
    });
  }

  #closeIdle(): void {
    const now = this.#clock.monotonic();
    for (const [key, { pool, usedAt }] of this.#entries) {
      if (pool.stats.running > 0 || pool.stats.pending > 0 || now - usedAt < IDLE_MS) continue;
      this.#entries.delete(key);
      void pool.close();
    }
  }
}
