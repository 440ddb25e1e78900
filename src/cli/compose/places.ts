import { resolve } from 'node:path';
import type { ListenAddress, QueueLocation } from '../../core/policy/config.ts';
import { hostPatternText } from '../../core/policy/host-pattern.ts';
import type { CliContext } from '../context.ts';
import { readPlaces } from './read-config.ts';

/** Where a gateway of this folder keeps its things: for the commands that join a running one. */
export interface Places {
  /** Null: the configuration names none. */
  readonly queue: QueueLocation | null;
  readonly queueAccess: {
    readonly operatorUids: readonly ('self' | number)[];
    readonly group: string | number | null;
  };
  /** Host patterns of the routes; null without a configuration. */
  readonly allowedHosts: readonly string[] | null;
  /** Path of the key for answers (`hold.response_key_file`); null: they need none. */
  readonly responseKeyFile: string | null;
  readonly control: string;
  readonly caDir: string;
  /** As configured; null without a configuration. */
  readonly listen: ListenAddress | null;
  /** Where `up` listens unless it was told otherwise; null with a configuration. */
  readonly fallbackListen: ListenAddress | null;
}

/** The places of `decant up` without a configuration, relative to the folder it runs in. */
export const STARTER_PLACES = {
  queue: './.decant/queue',
  control: './.decant/control.sock',
  caDir: './.decant/ca',
  listen: { host: '127.0.0.1', port: 8080 },
} as const;

export function placesOf(
  options: { readonly config?: string },
  context: Pick<CliContext, 'cwd' | 'env'>,
): Places {
  if (options.config === undefined) return starterPlaces(context);
  const { config } = readPlaces(options.config, context);
  return {
    queue: config.queue,
    queueAccess: config.queueAccess,
    allowedHosts: [...new Set(config.routes.map((route) => hostPatternText(route.host)))],
    responseKeyFile: config.hold.responseKeyFile,
    control: config.control,
    caDir: config.ca.dir,
    listen: config.listen,
    fallbackListen: null,
  };
}

function starterPlaces({ cwd, env }: Pick<CliContext, 'cwd' | 'env'>): Places {
  const directory = env.SUPERVISE_QUEUE_DIR || STARTER_PLACES.queue;
  return {
    queue: { kind: 'file', directory: resolve(cwd, directory.replace(/^file:/, '')) },
    queueAccess: { operatorUids: ['self'], group: null },
    allowedHosts: null,
    responseKeyFile: null,
    control: resolve(cwd, STARTER_PLACES.control),
    caDir: resolve(cwd, STARTER_PLACES.caDir),
    listen: null,
    fallbackListen: STARTER_PLACES.listen,
  };
}
