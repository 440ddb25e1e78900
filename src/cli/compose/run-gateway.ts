import { QueueError } from '../../core/approval/queue-port.ts';
import type { ReloadAnswer } from '../../gateway/control/routes.ts';
import { createGateway } from '../../gateway/gateway.ts';
import type { Gateway, GatewayAddresses } from '../../gateway/options.ts';
import { StartError } from '../../gateway/start-error.ts';
import { createFileQueue } from '../../queue/file/file-queue.ts';
import type { CliContext } from '../context.ts';
import { CliError, EXIT_FINE, type ExitCode, usageError } from '../exit.ts';
import { say, writeJson } from '../output.ts';
import type { LoadedConfig } from './load-config.ts';
import { createLogger, type LogLine } from './logger.ts';

/** Held requests have got their 403 and connections have ended long before; then whatever hangs is left behind. */
const DRAIN_MS = 9_000;

const SECOND_SIGNAL = 1;

export interface GatewayPlan {
  readonly loaded: LoadedConfig;
  /** Reads the configuration again; throws a CliError where it is faulty. */
  readonly reload: () => LoadedConfig;
  /** Text for people, after the ready line. */
  readonly hints?: (addresses: GatewayAddresses) => readonly string[];
}

type Logger = (line: LogLine) => void;

/** Runs a gateway until it is told to end. Resolves when it has drained. */
export async function runGatewayPlan(plan: GatewayPlan, context: CliContext): Promise<ExitCode> {
  const { config, warnings } = plan.loaded;
  const log = createLogger(context.stderr, config.bottle);
  for (const warning of warnings) log({ level: 'warn', event: 'config_warning', warning });
  const ended = endOf(context);
  const { gateway, addresses } = await started(plan, log);
  const offReload = context.onSignal('SIGHUP', () => {
    reload(plan, gateway, log);
  });
  await writeJson(context.stdout, readyLine(plan.loaded, addresses));
  if (plan.hints !== undefined) await say(context.stderr, ...plan.hints(addresses));
  await ended.first;
  offReload();
  await drained(gateway, log);
  ended.off();
  return EXIT_FINE;
}

function build(plan: GatewayPlan, log: Logger): Gateway {
  const { config, secrets, queueAccess } = plan.loaded;
  const queue =
    config.queue === null || config.bottle === null
      ? null
      : createFileQueue({
          directory: config.queue.directory,
          ...queueAccess,
          log: ({ event, id, detail }) => log({ level: 'warn', event, proposal: id, detail }),
        });
  if (queue === null) {
    log({
      level: 'warn',
      event: 'not_wired',
      warning: 'there is no queue or no bottle name, so findings are refused without asking (no_supervisor)',
    });
  }
  const gateway: Gateway = createGateway({
    config,
    secrets,
    queue,
    log,
    onReload: () => Promise.resolve(reload(plan, gateway, log)),
  });
  return gateway;
}

async function started(
  plan: GatewayPlan,
  log: Logger,
): Promise<{ readonly gateway: Gateway; readonly addresses: GatewayAddresses }> {
  try {
    const gateway = build(plan, log);
    return { gateway, addresses: await gateway.start() };
  } catch (error) {
    if (error instanceof StartError) throw usageError(error.message);
    if (error instanceof QueueError) throw usageError(queueProblem(plan, error));
    throw error;
  }
}

function queueProblem({ loaded }: GatewayPlan, { detail }: QueueError): string {
  return `the queue at ${loaded.config.queue?.directory ?? ''} cannot be used: ${detail}`;
}

/** A faulty configuration is told and changes nothing. */
function reload(plan: GatewayPlan, gateway: Gateway, log: Logger): ReloadAnswer {
  try {
    const { config, secrets, warnings } = plan.reload();
    const { restartNeeded } = gateway.reload(config, secrets);
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
function readyLine(loaded: LoadedConfig, addresses: GatewayAddresses): Readonly<Record<string, string>> {
  const { bottle, queue } = loaded.config;
  return {
    event: 'ready',
    proxy: addresses.proxy,
    ca_file: addresses.caFile,
    ...(bottle === null ? {} : { bottle }),
    ...(queue === null ? {} : { queue: `file:${queue.directory}` }),
    control: addresses.control,
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

async function drained(gateway: Gateway, log: Logger): Promise<void> {
  const stopped = gateway.stop().then(() => true);
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), DRAIN_MS).unref());
  if (!(await Promise.race([stopped, late]))) log({ level: 'warn', event: 'drain_cut' });
}
