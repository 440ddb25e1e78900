import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ListenAddress } from '../../core/policy/config.ts';
import { ControlClient, ControlError } from '../../supervisor/control-client.ts';
import type { EnvOptions } from '../command-options.ts';
import { type Places, placesOf } from '../compose/places.ts';
import type { CliContext } from '../context.ts';
import { clientVariables } from '../env/client-variables.ts';
import { fishExports, shExports } from '../env/shell-syntax.ts';
import { writeTrustBundle } from '../env/trust-bundle.ts';
import { EXIT_FINE, type ExitCode, usageError } from '../exit.ts';
import { writeJson } from '../output.ts';

/** `decant env`: exports for `eval`. They are exact, so values that a terminal would act on are refused. */
export async function printEnv(options: EnvOptions, context: CliContext): Promise<ExitCode> {
  const places = placesOf(options, context);
  const caFile = join(places.caDir, 'ca.pem');
  if (!existsSync(caFile)) {
    throw usageError(`there is no CA at ${caFile}: it is made when the gateway first starts`);
  }
  const variables = clientVariables({
    proxy: await proxyOf(places),
    caFile,
    bundleFile: bundleBeside(caFile),
    bypass: options.bypass,
    preload: preloadFile(),
    nodeOptions: context.env.NODE_OPTIONS ?? '',
  });
  refuseControls(variables);
  if (options.shell === 'json') {
    await writeJson(context.stdout, variables, 2);
    return EXIT_FINE;
  }
  const lines = options.shell === 'fish' ? fishExports(variables) : shExports(variables);
  context.stdout.write(`${lines.join('\n')}\n`);
  return EXIT_FINE;
}

/** Where the proxy listens: as configured, else as the running gateway says. */
async function proxyOf(places: Places): Promise<string> {
  if (places.listen !== null && places.listen.port !== 0) return urlOf(places.listen);
  try {
    const { proxy } = await new ControlClient(places.control).status();
    if (proxy !== undefined) return proxy;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
  }
  if (places.fallbackListen !== null) return urlOf(places.fallbackListen);
  throw usageError(
    'the configuration lets the gateway pick a free port, and no gateway answers at its control socket',
    `  ${places.control}`,
  );
}

/** A client cannot connect to "every address": on this machine it means this machine. */
function urlOf({ host, port }: ListenAddress): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function bundleBeside(caFile: string): string {
  try {
    return writeTrustBundle(caFile);
  } catch {
    throw usageError(`the bundle of roots cannot be written beside ${caFile}`);
  }
}

/** Built beside the commands; `.cts` where the program runs from source. */
function preloadFile(): string {
  const built = fileURLToPath(new URL('../node-preload.cjs', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../node-preload.cts', import.meta.url));
}

function refuseControls(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (/\p{Cc}/u.test(value))
      throw usageError(`${name} would hold control characters; it cannot be printed`);
  }
}
