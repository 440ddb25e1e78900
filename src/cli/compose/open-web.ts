import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hostPatternText } from '../../core/policy/host-pattern.ts';
import type { LogEntry } from '../../gateway/log-entry.ts';
import { type Assets, assetsFrom } from '../../operator/web/assets.ts';
import type { TrafficEntry } from '../../operator/web/traffic.ts';
import { WebServer } from '../../operator/web/web-server.ts';
import { ControlClient } from '../../supervisor/control-client.ts';
import { Supervisor } from '../../supervisor/supervisor.ts';
import type { CliContext } from '../context.ts';
import { usageError } from '../exit.ts';
import { safeError } from '../safe-error.ts';
import { packageVersion } from '../version.ts';
import type { Companion, CompanionParts } from './run-gateway.ts';

/** Where the web UI listens unless it was told otherwise. */
const USUAL = { host: '127.0.0.1', port: 8090 } as const;

const NOTHING: Companion = { ready: {}, close: async () => undefined };

/** The web UI beside a gateway, in its process; nothing where it is turned off or there is no queue to look at. */
export async function openWeb(parts: CompanionParts, context: CliContext): Promise<Companion> {
  const { web } = parts.loaded().config;
  if (web === null || parts.queue === null) return NOTHING;
  const assets = builtAssets();
  if (assets.size === 0) parts.log({ level: 'warn', event: 'web_not_built' });
  const { queue } = parts;
  const server = new WebServer({
    assets,
    ports: {
      supervisor: new Supervisor({
        queue,
        now: () => context.now(),
        responseKey: parts.loaded().responseKey,
      }),
      gateway: new ControlClient(parts.addresses.control),
      operator: context.userName(),
      currentFile: async () => null,
      present: () => queue.present('web', context.userName()),
      allowedHosts: () => hostsOf(parts),
      version: packageVersion(),
      log: (notice) => parts.log({ level: 'warn', ...notice }),
    },
  });
  const url = await listening(server, web.listen, parts);
  parts.observe((entry) => observe(server, entry));
  return { ready: { web: url }, close: () => server.close() };
}

/** The usual port is a default and no promise: where another program has it, any free one does. */
async function listening(
  server: WebServer,
  wanted: { readonly host: string; readonly port: number } | null,
  { gateway, log }: CompanionParts,
): Promise<string> {
  const refuse = (address: { readonly address: string; readonly port: number }): void =>
    gateway.refuseListeners([address]);
  try {
    return await server.listen(wanted ?? USUAL, refuse);
  } catch (error) {
    const { code } = safeError(error);
    if (wanted === null && code === 'EADDRINUSE') {
      log({ level: 'warn', event: 'web_port_taken', port: USUAL.port });
      return await server.listen({ host: USUAL.host, port: 0 }, refuse);
    }
    throw usageError(
      `web.listen: ${wanted?.host ?? USUAL.host}:${wanted?.port ?? USUAL.port} cannot be used (${code})`,
    );
  }
}

function observe(server: WebServer, entry: LogEntry): void {
  if (entry.event === 'answered' || entry.event === 'revoked') server.safeChanged();
  const traffic = trafficOf(entry);
  if (traffic !== null) server.record(traffic);
}

/** What a line of the gateway's log says about traffic; null: nothing. */
export function trafficOf(entry: LogEntry): TrafficEntry | null {
  if (entry.event !== 'exchange') return null;
  if (entry.result !== 'forwarded' && entry.result !== 'refused') return null;
  return {
    result: entry.result === 'forwarded' ? 'allowed' : 'blocked',
    asked: entry.proposal !== null,
    host: entry.to?.host ?? null,
  };
}

function hostsOf({ loaded }: CompanionParts): readonly string[] {
  return [...new Set(loaded().config.routes.map((route) => hostPatternText(route.host)))];
}

/** The built files: beside this program's own, where it runs from dist/, else where the build puts them. */
function builtAssets(): Assets {
  const folder = ['../../web/', '../../../dist/web/']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(`${path}index.html`));
  if (folder === undefined) return new Map();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('//', '/').slice(folder.length));
  return assetsFrom(new Map(names.map((name) => [name, readFileSync(folder + name)])));
}
