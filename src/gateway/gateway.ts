import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { HoldMachine } from '../core/approval/hold-machine.ts';
import { type ProposalId, proposalIdFrom } from '../core/approval/proposal.ts';
import { QueueError } from '../core/approval/queue-port.ts';
import { valueKeyOf } from '../core/approval/value-key.ts';
import type { Finding } from '../core/detect/finding.ts';
import type { KnownSecret } from '../core/detect/scanner.ts';
import { codeOf } from '../core/error-code.ts';
import type { Config } from '../core/policy/config.ts';
import { type Authority, openAuthority } from './ca/authority.ts';
import { LeafStore } from './ca/leaf-store.ts';
import { type Clock, systemClock } from './clock.ts';
import { ControlSocket } from './control/control-socket.ts';
import type { ControlHandlers } from './control/routes.ts';
import { safeReports } from './control/safe-reports.ts';
import { type BoundAddress, OwnListeners, systemLocalAddresses } from './dial/own-listeners.ts';
import { Pools } from './dial/pools.ts';
import { systemResolve } from './dial/resolver.ts';
import { BodyMemory } from './exchange/body-memory.ts';
import { Exchange, type ExchangeContext } from './exchange/exchange.ts';
import { Dialer } from './forward/dialer.ts';
import { DecisionLedger } from './hold/decision-ledger.ts';
import { EvidenceBook } from './hold/evidence-book.ts';
import { HoldDesk } from './hold/hold-desk.ts';
import { HoldRuntime } from './hold/hold-runtime.ts';
import { ProposalDesk } from './hold/proposal-desk.ts';
import { holdSettings } from './hold/settings.ts';
import { ProxyServer, TIMEOUTS } from './listener/proxy-server.ts';
import type { Log } from './log-entry.ts';
import { makePolicy } from './make-policy.ts';
import type { Gateway, GatewayAddresses, GatewayOptions } from './options.ts';
import type { Policy } from './policy.ts';
import { type ReloadReport, restartNeeded } from './reload-report.ts';
import { assertSafeToStart } from './start-guards.ts';
import { WebSockets } from './websocket/websockets.ts';

/** What runs may end by itself in this time on shutdown; with the rest it stays below the contract's 10 seconds. */
const DRAIN_MS = 7_000;

export function createGateway(options: GatewayOptions): Gateway {
  return new DataPlane(options);
}

/** Builds the parts of the data plane, joins them, and starts and stops them in order. */
class DataPlane implements Gateway {
  readonly #options: GatewayOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ownListeners: OwnListeners;
  readonly #machine: HoldMachine;
  readonly #runtime: HoldRuntime;
  readonly #ledger: DecisionLedger | null;
  readonly #evidence = new EvidenceBook();
  readonly #policy: { current: Policy };
  readonly #pools: Pools;
  readonly #exchanges: ExchangeContext;
  readonly #websockets: WebSockets;
  readonly #newId: () => ProposalId;
  #otherListeners: readonly BoundAddress[];
  #proxy: { readonly server: ProxyServer; readonly address: AddressInfo } | null = null;
  #control: ControlSocket | null = null;
  #startedAt = 0;
  #exchangeCount = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log;
    this.#otherListeners = options.otherListeners ?? [];
    this.#ownListeners = new OwnListeners(options.localAddresses ?? systemLocalAddresses);
    const random = options.randomBytes ?? randomBytes;
    this.#newId = () => proposalIdFrom(random(20));
    this.#policy = { current: makePolicy(options.config, options.secrets) };
    this.#pools = new Pools(this.#clock, this.#policy.current.trust);
    const processKey = random(32);
    const keyOf = (finding: Pick<Finding, 'matched' | 'decodedVia'>) => valueKeyOf(processKey, finding);
    this.#ledger = this.#makeLedger();
    this.#machine = new HoldMachine(holdSettings(options.config, this.#wired));
    this.#runtime = new HoldRuntime({
      machine: this.#machine,
      desk: this.#makeDesk(),
      ledger: this.#ledger,
      attendance: () => this.#attendance(),
      keyOf,
      newId: this.#newId,
      clock: this.#clock,
      log: this.#log,
    });
    const shared = {
      policy: this.#policy,
      clock: this.#clock,
      log: this.#log,
      holds: new HoldDesk({
        machine: this.#machine,
        runtime: this.#runtime,
        keyOf,
        evidence: this.#evidence,
        policy: this.#policy,
        bottle: options.config.bottle ?? '',
        clock: this.#clock,
      }),
      dialer: new Dialer({
        policy: this.#policy,
        resolve: options.resolve ?? systemResolve,
        ownListeners: this.#ownListeners,
        pools: this.#pools,
      }),
    };
    this.#websockets = new WebSockets(shared);
    this.#exchanges = {
      ...shared,
      websockets: this.#websockets,
      bodies: new BodyMemory(options.bodyBytes),
    };
  }

  get #wired(): boolean {
    return this.#options.queue !== null && this.#options.config.bottle !== null;
  }

  async start(): Promise<GatewayAddresses> {
    assertSafeToStart(this.#options.process ?? process);
    const { config } = this.#options;
    const authority = await openAuthority(config.ca.dir, new Date(this.#clock.wall()));
    try {
      // First, so that a second gateway never touches the queue of the one that runs.
      this.#control = new ControlSocket(config.control, this.#controlHandlers(), this.#log);
      await this.#control.listen();
      await this.#startQueue(config);
      await this.#listen(config, authority);
    } catch (error) {
      await this.#close();
      throw error;
    }
    this.#startedAt = this.#clock.monotonic();
    this.#log({ event: 'started', level: 'info' });
    return { proxy: this.#proxyUrl(), caFile: authority.file, control: config.control };
  }

  reload(config: Config, secrets: readonly KnownSecret[]): ReloadReport {
    const policy = makePolicy(config, secrets);
    const report = { restartNeeded: restartNeeded(this.#options.config, config) };
    this.#policy.current = policy;
    this.#machine.configure(holdSettings(config, this.#wired));
    this.#pools.replaceTrust(policy.trust);
    this.#websockets.recheck();
    this.#log({ event: 'reloaded', level: 'info' });
    return report;
  }

  refuseListeners(listeners: readonly BoundAddress[]): void {
    this.#otherListeners = [...this.#otherListeners, ...listeners];
    this.#shareListeners();
  }

  async stop(): Promise<void> {
    this.#log({ event: 'stopping', level: 'info' });
    this.#proxy?.server.close();
    this.#websockets.close();
    const refused = this.#runtime.shutdown();
    await within(this.#clock, DRAIN_MS, Promise.all([refused, this.#proxy?.server.idle()]));
    this.#proxy?.server.destroy();
    await this.#close();
    this.#log({ event: 'stopped', level: 'info' });
  }

  #makeDesk(): ((runtime: HoldRuntime) => ProposalDesk) | null {
    const { queue } = this.#options;
    if (queue === null || !this.#wired) return null;
    return (runtime) =>
      new ProposalDesk({
        queue,
        newId: this.#newId,
        stateOf: (id) => this.#machine.stateOf(id),
        onPublishFailed: (id) => runtime.publishFailed(id),
        log: this.#log,
      });
  }

  #makeLedger(): DecisionLedger | null {
    const { queue, config } = this.#options;
    if (queue === null || config.bottle === null) return null;
    return new DecisionLedger({
      queue,
      bottle: config.bottle,
      redact: (text) => this.#policy.current.scanner.redact(text),
      clock: this.#clock,
      log: this.#log,
    });
  }

  /** Who cannot be seen is not there: the request is refused, as it would be without them. */
  #attendance(): Promise<boolean> | null {
    const { queue } = this.#options;
    if (queue === null || !this.#wired || !this.#policy.current.config.hold.requireOperator) return null;
    return queue.operatorPresent().catch((error: unknown) => {
      const code = error instanceof QueueError ? error.code : codeOf(error);
      this.#log({ event: 'queue_fault', level: 'error', operation: 'presence', code, proposal: null });
      return false;
    });
  }

  async #startQueue({ bottle }: Config): Promise<void> {
    const { queue } = this.#options;
    if (queue === null || bottle === null) return;
    const proposals = await queue.start(bottle, this.#runtime);
    if (proposals.length > 0) this.#log({ event: 'orphaned', level: 'info', proposals });
  }

  async #listen(config: Config, authority: Authority): Promise<void> {
    const leaves = new LeafStore(authority, () => this.#clock.wall());
    const server = new ProxyServer({
      headerBytes: config.limits.headerBytes,
      timeouts: this.#options.timeouts ?? TIMEOUTS,
      contextFor: (host) => leaves.contextFor(host),
      handle: (arrival) => new Exchange(this.#exchanges, { ...arrival, id: this.#exchangeId() }).run(),
      log: this.#log,
    });
    this.#proxy = { server, address: await server.listen(config.listen) };
    this.#shareListeners();
  }

  #shareListeners(): void {
    const own = this.#proxy === null ? [] : [this.#proxy.address];
    this.#ownListeners.replace([...own, ...this.#otherListeners]);
  }

  #exchangeId(): string {
    this.#exchangeCount += 1;
    return `x${this.#exchangeCount}`;
  }

  #proxyUrl(): string {
    if (this.#proxy === null) return '';
    const { address, family, port } = this.#proxy.address;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  #controlHandlers(): ControlHandlers {
    const safe = () => {
      const now = { monotonic: this.#clock.monotonic(), wall: this.#clock.wall() };
      const { scanner } = this.#policy.current;
      const tokens = this.#machine.safeTokens(now.monotonic);
      return safeReports(tokens, this.#evidence, now, (text) => scanner.redact(text));
    };
    return {
      safe,
      status: () => {
        const { held, pending, heldBytes } = this.#machine.counts();
        const { bottle, queue } = this.#options.config;
        return {
          bottle,
          proxy: this.#proxyUrl(),
          queue: queue === null || !this.#wired ? null : `file:${queue.directory}`,
          held,
          pending,
          held_bytes: heldBytes,
          uptime_seconds: Math.round((this.#clock.monotonic() - this.#startedAt) / 1000),
        };
      },
      revoke: (fingerprint, by) => {
        const count = safe().filter(
          (token) => fingerprint === 'all' || token.fingerprint === fingerprint,
        ).length;
        this.#runtime.revoke(fingerprint);
        this.#log({ event: 'revoked', level: 'info', fingerprint, count });
        if (count > 0) this.#ledger?.revoked(fingerprint, count, by);
        return count;
      },
      reload: async () =>
        this.#options.onReload === undefined
          ? { ok: false, message: 'this gateway has no configuration file to reload' }
          : this.#options.onReload(),
    };
  }

  async #close(): Promise<void> {
    this.#websockets.destroy();
    this.#proxy?.server.destroy();
    this.#proxy?.server.close();
    await this.#pools.stop();
    if (this.#wired) await this.#stopQueue();
    await this.#control?.stop();
  }

  async #stopQueue(): Promise<void> {
    try {
      await this.#options.queue?.stop();
    } catch (error) {
      const code = codeOf(error);
      this.#log({ event: 'queue_fault', level: 'error', operation: 'stop', code, proposal: null });
    }
  }
}

/** Resolves when the work is done or its time is over. */
async function within(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = clock.after(milliseconds, resolve);
    work.then(() => resolve(), reject).finally(() => timer.cancel());
  });
}
