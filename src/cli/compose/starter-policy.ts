import type { CliContext } from '../context.ts';
import { checkConfig, type ReadConfig } from './read-config.ts';

/** Host of the demo route; `.test` is reserved and resolves nowhere (RFC 6761). */
export const DEMO_HOST = 'demo.decant.test';

/** Where `decant up` keeps its things without a configuration, relative to the folder it runs in. */
export const STARTER_PLACES = {
  queue: './.decant/queue',
  control: './.decant/control.sock',
  caDir: './.decant/ca',
  listen: { host: '127.0.0.1', port: 8080 },
} as const;

export interface StarterSettings {
  /** `HOST:PORT` */
  readonly listen?: string;
  /** Where the demo upstream is; absent where nothing is going to be sent. */
  readonly demo?: { readonly port: number; readonly caFile: string };
}

/** The policy of `decant up` without a configuration: one demo route, every approval for one destination only. */
export function starterConfig(
  settings: StarterSettings,
  context: Pick<CliContext, 'cwd' | 'env'>,
): ReadConfig {
  return checkConfig('starter policy', starterText(settings), context.cwd, context);
}

function starterText({ listen, demo }: StarterSettings): string {
  const { host, port } = STARTER_PLACES.listen;
  const upstream =
    demo === undefined
      ? ''
      : `upstream:
  ca_files: [${JSON.stringify(demo.caFile)}]
  resolve: { "${DEMO_HOST}:443": "127.0.0.1:${demo.port}" }
`;
  return `version: 1
bottle: demo
queue: file:${STARTER_PLACES.queue}
listen: ${JSON.stringify(listen ?? `${host}:${port}`)}
control: ${STARTER_PLACES.control}
ca: { dir: ${STARTER_PLACES.caDir} }
safe_tokens: { scope: host }
${upstream}routes:
  - host: ${DEMO_HOST}
`;
}
