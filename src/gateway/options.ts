import type { GatewayQueue } from '../core/approval/queue-port.ts';
import type { KnownSecret } from '../core/detect/scanner.ts';
import type { Config } from '../core/policy/config.ts';
import type { Clock } from './clock.ts';
import type { ReloadAnswer } from './control/routes.ts';
import type { BoundAddress, LocalAddresses } from './dial/own-listeners.ts';
import type { Resolve } from './dial/resolver.ts';
import type { Timeouts } from './listener/proxy-server.ts';
import type { Log } from './log-entry.ts';
import type { ReloadReport } from './reload-report.ts';
import type { ProcessSettings } from './start-guards.ts';

export interface GatewayOptions {
  readonly config: Config;
  readonly secrets: readonly KnownSecret[];
  /** Null: unwired, as without a bottle (S10). */
  readonly queue: GatewayQueue | null;
  readonly log: Log;
  /** What `POST /reload` on the control socket does; without it, it is refused. */
  readonly onReload?: () => Promise<ReloadAnswer>;
  /** Other listeners of this process that the proxy must never connect to (D12). */
  readonly otherListeners?: readonly BoundAddress[];
  /** Defaults: the system's. */
  readonly clock?: Clock;
  readonly resolve?: Resolve;
  readonly localAddresses?: LocalAddresses;
  readonly process?: ProcessSettings;
  readonly timeouts?: Timeouts;
  /** Memory for the bodies of all requests that are not held, in bytes. */
  readonly bodyBytes?: number;
  readonly randomBytes?: (count: number) => Buffer;
}

export interface GatewayAddresses {
  /** `http://127.0.0.1:8080`. */
  readonly proxy: string;
  readonly caFile: string;
  readonly control: string;
}

export interface Gateway {
  /** @throws StartError; QueueError where the queue cannot be used. Nothing is left open then. */
  start(): Promise<GatewayAddresses>;
  /**
   * New routes, limits, secrets, hold settings and roots, all at once; what runs keeps its connection and is judged by the new
   * rules from then on.
   * @throws StartError `ca_files_not_usable`, and everything stays as it was.
   */
  reload(config: Config, secrets: readonly KnownSecret[]): ReloadReport;
  /** Listeners that were not known at start (D12). */
  refuseListeners(listeners: readonly BoundAddress[]): void;
  /** Nothing new is accepted, what is held is refused, what runs may end within seconds, the rest is cut. */
  stop(): Promise<void>;
}
