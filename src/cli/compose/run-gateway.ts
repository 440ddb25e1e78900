import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type GatewayQueue, QueueError, type SupervisorQueue } from '../../core/approval/queue-port.ts';
import type { ReloadAnswer } from '../../gateway/control/routes.ts';
import { createGateway } from '../../gateway/gateway.ts';
import type { LogEntry } from '../../gateway/log-entry.ts';
import type { Gateway, GatewayAddresses } from '../../gateway/options.ts';
import { StartError } from '../../gateway/start-error.ts';
import { createFileQueue } from '../../queue/file/file-queue.ts';
import type { CliContext } from '../context.ts';
import { CliError, EXIT_FINE, type ExitCode, usageError } from '../exit.ts';
import { say, writeJson } from '../output.ts';
import type { LoadedConfig } from './load-config.ts';
import { createLogger, type LogLine } from './logger.ts';
import { recipientsOf, startNotifier } from './open-notifier.ts';

/** Held requests have got their 403 and connections have ended long before; then whatever hangs is left behind. */
const DRAIN_MS = 9_000;

const SECOND_SIGNAL = 1;

/** What runs beside a gateway in the same process. */
export interface Companion {
  /** Its part of the ready line. */
  readonly ready: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface CompanionParts {
  readonly gateway: Gateway;
  readonly addresses: GatewayAddresses;
  /** Null: unwired. */
  readonly queue: (GatewayQueue & SupervisorQueue) | null;
  /** The configuration that holds now. */
  readonly loaded: () => LoadedConfig;
  readonly log: Logger;
  /** Calls back with everything that the gateway logs. */
  readonly observe: (observer: (entry: LogEntry) => void) => void;
}

export interface GatewayPlan {
  readonly loaded: LoadedConfig;
  /** Reads the configuration again; throws a CliError where it is faulty. */
  readonly reload: () => LoadedConfig;
  /** Starts what runs beside the gateway, before the ready line. */
  readonly companion?: (parts: CompanionParts) => Promise<Companion>;
  /** Text for people, after the ready line. */
  readonly hints?: (
    addresses: GatewayAddresses,
    ready: Readonly<Record<string, string>>,
  ) => readonly string[];
}

type Logger = (line: LogLine) => void;

/** Runs a gateway until it is told to end. Resolves when it has drained. */
export async function runGatewayPlan(plan: GatewayPlan, context: CliContext): Promise<ExitCode> {
  const { config, warnings } = plan.loaded;
  const log = createLogger(context.stderr, config.bottle);
  for (const warning of warnings) log({ level: 'warn', event: 'config_warning', warning });
  if (config.queue !== null) refuseMissingMount(config.queue.directory, context.env);
  const recipients = recipientsOf(plan.loaded, context);
  const ended = endOf(context);
  const running = await started(plan, log);
  const { gateway, addresses, companion } = running;
  const offReload = context.onSignal('SIGHUP', () => {
    reload(running, log);
  });
  const notifier = await startNotifier(
    { recipients, bottle: config.bottle, queue: running.queue, log },
    context,
  );
  const ready = readyLine(plan.loaded, addresses, companion);
  await writeJson(context.stdout, ready);
  if (plan.hints !== undefined) await say(context.stderr, ...plan.hints(addresses, ready));
  await ended.first;
  offReload();
  notifier?.close();
  await drained(gateway, companion, log);
  ended.off();
  return EXIT_FINE;
}

/**
 * A folder named by the environment is a mount that somebody promised. Making it up where even its parent is missing
 * would ask the questions in a place where nobody looks.
 */
function refuseMissingMount(directory: string, env: CliContext['env']): void {
  if (!env.SUPERVISE_QUEUE_DIR || existsSync(dirname(directory))) return;
  throw usageError(
    `the queue cannot be used: SUPERVISE_QUEUE_DIR names ${directory}, and there is no ${dirname(directory)}`,
  );
}

/** A gateway with what belongs to it; `plan.loaded` is what it started from, `current` what holds now. */
interface Running {
  readonly plan: GatewayPlan;
  readonly gateway: Gateway;
  readonly queue: (GatewayQueue & SupervisorQueue) | null;
  readonly observers: Array<(entry: LogEntry) => void>;
  current: LoadedConfig;
}

function build(plan: GatewayPlan, log: Logger): Running {
  const { config, secrets, queueAccess, responseKey } = plan.loaded;
  const queue =
    config.queue === null || config.bottle === null
      ? null
      : createFileQueue({
          directory: config.queue.directory,
          ...queueAccess,
          responseKey,
          log: ({ event, id, detail }) => log({ level: 'warn', event, proposal: id, detail }),
        });
  if (queue === null) {
    log({
      level: 'warn',
      event: 'not_wired',
      warning: 'there is no queue or no bottle name, so findings are refused without asking (no_supervisor)',
    });
  }
  const observers: Array<(entry: LogEntry) => void> = [];
  const gateway: Gateway = createGateway({
    config,
    secrets,
    queue,
    log: (entry) => {
      log(entry);
      for (const observer of observers) observer(entry);
    },
    onReload: () => Promise.resolve(reload(running, log)),
  });
  const running: Running = { plan, gateway, queue, observers, current: plan.loaded };
  return running;
}

async function started(
  plan: GatewayPlan,
  log: Logger,
): Promise<Running & { readonly addresses: GatewayAddresses; readonly companion: Companion | null }> {
  try {
    const running = build(plan, log);
    const addresses = await running.gateway.start();
    const companion = await accompanied(running, addresses, log);
    return Object.assign(running, { addresses, companion });
  } catch (error) {
    if (error instanceof StartError) throw usageError(error.message);
    if (error instanceof QueueError) throw usageError(queueProblem(plan, error));
    throw error;
  }
}

function queueProblem({ loaded }: GatewayPlan, { detail }: QueueError): string {
  return `the queue at ${loaded.config.queue?.directory ?? ''} cannot be used: ${detail}`;
}

async function accompanied(
  running: Running,
  addresses: GatewayAddresses,
  log: Logger,
): Promise<Companion | null> {
  const { plan, gateway, queue, observers } = running;
  if (plan.companion === undefined) return null;
  try {
    return await plan.companion({
      gateway,
      addresses,
      queue,
      loaded: () => running.current,
      log,
      observe: (observer) => observers.push(observer),
    });
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}

/** A faulty configuration is told and changes nothing. */
function reload(running: Running, log: Logger): ReloadAnswer {
  try {
    const loaded = running.plan.reload();
    const { config, secrets, warnings } = loaded;
    const { restartNeeded } = running.gateway.reload(config, secrets);
    running.current = loaded;
    for (const warning of warnings) log({ level: 'warn', event: 'config_warning', warning });
    if (restartNeeded.length > 0) log({ level: 'warn', event: 'restart_needed', settings: restartNeeded });
    return { ok: true, restart_needed: restartNeeded };
  } catch (error) {
    if (!(error instanceof CliError || error instanceof StartError)) throw error;
    const problems = error instanceof CliError ? error.lines : [error.message];
    log({ level: 'error', event: 'reload_refused', problems });
    return { ok: false, message: problems.join('\n') };
  }
}

/** The contract's ready line; absent parts are left out. */
function readyLine(
  loaded: LoadedConfig,
  addresses: GatewayAddresses,
  companion: Companion | null,
): Readonly<Record<string, string>> {
  const { bottle, queue } = loaded.config;
  return {
    event: 'ready',
    proxy: addresses.proxy,
    ca_file: addresses.caFile,
    ...(bottle === null ? {} : { bottle }),
    ...(queue === null ? {} : { queue: `file:${queue.directory}` }),
    control: addresses.control,
    ...companion?.ready,
  };
}

/** The first SIGTERM or SIGINT asks for the end; the second does not wait for it. */
function endOf(context: CliContext): { readonly first: Promise<void>; off(): void } {
  let asked = false;
  let tell: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const onEnd = (): void => {
    if (asked) context.exitNow(SECOND_SIGNAL);
    asked = true;
    tell();
  };
  const offs = [context.onSignal('SIGTERM', onEnd), context.onSignal('SIGINT', onEnd)];
  return {
    first,
    off() {
      for (const off of offs) off();
    },
  };
}

async function drained(gateway: Gateway, companion: Companion | null, log: Logger): Promise<void> {
  const stopped = Promise.all([gateway.stop(), companion?.close()]).then(() => true);
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), DRAIN_MS).unref());
  if (!(await Promise.race([stopped, late]))) log({ level: 'warn', event: 'drain_cut' });
}
