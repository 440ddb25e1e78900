import type { ListenAddress, QueueLocation } from '../../core/policy/config.ts';
import { hostPatternText } from '../../core/policy/host-pattern.ts';
import type { CliContext } from '../context.ts';
import { readPlaces } from './read-config.ts';
import { starterConfig } from './starter-policy.ts';

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
  readonly control: string;
  readonly caDir: string;
  /** As configured; null without a configuration. */
  readonly listen: ListenAddress | null;
  /** Where `up` listens unless it was told otherwise; null with a configuration. */
  readonly fallbackListen: ListenAddress | null;
}

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
    control: config.control,
    caDir: config.ca.dir,
    listen: config.listen,
    fallbackListen: null,
  };
}

function starterPlaces(context: Pick<CliContext, 'cwd' | 'env'>): Places {
  const { config } = starterConfig({}, context);
  return {
    queue: config.queue,
    queueAccess: config.queueAccess,
    allowedHosts: null,
    control: config.control,
    caDir: config.ca.dir,
    listen: null,
    fallbackListen: config.listen,
  };
}
