import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { UpOptions } from '../command-options.ts';
import { completeConfig, type LoadedConfig, loadConfig } from '../compose/load-config.ts';
import { replaceFile } from '../compose/replace-file.ts';
import { runGatewayPlan } from '../compose/run-gateway.ts';
import { DEMO_HOST, STARTER_PLACES, starterConfig } from '../compose/starter-policy.ts';
import type { CliContext } from '../context.ts';
import { demoHints, fakeOpenAiKey } from '../demo/demo-hints.ts';
import { startDemoUpstream } from '../demo/demo-upstream.ts';
import { type ExitCode, usageError } from '../exit.ts';
import { safeError } from '../safe-error.ts';

/** `decant up`: the gateway with an embedded queue; without a configuration, with a demo route to try it on. */
export async function up(options: UpOptions, context: CliContext): Promise<ExitCode> {
  return options.config === undefined
    ? await upWithDemo(options, context)
    : await upWithConfig(options.config, options, context);
}

async function upWithConfig(file: string, options: UpOptions, context: CliContext): Promise<ExitCode> {
  const load = (): LoadedConfig => withDefaults(loadConfig(file, context), file, options, context);
  return await runGatewayPlan({ loaded: load(), reload: load }, context);
}

/** `up` brings its own queue where the configuration names none, beside the configuration. */
function withDefaults(
  loaded: LoadedConfig,
  file: string,
  options: UpOptions,
  context: CliContext,
): LoadedConfig {
  const directory = resolve(context.cwd, dirname(file), STARTER_PLACES.queue);
  const queue = loaded.config.queue ?? { kind: 'file' as const, directory };
  const listen = options.listen === undefined ? loaded.config.listen : listenAddress(options.listen, context);
  return { ...loaded, config: { ...loaded.config, queue, listen } };
}

async function upWithDemo(options: UpOptions, context: CliContext): Promise<ExitCode> {
  const demo = await startDemoUpstream(DEMO_HOST, context.now());
  try {
    const caFile = writeDemoCa(resolve(context.cwd, dirname(STARTER_PLACES.caDir)), demo.caCertificate);
    const settings = {
      ...(options.listen === undefined ? {} : { listen: options.listen }),
      demo: { port: demo.port, caFile },
    };
    const load = (): LoadedConfig => completeConfig(starterConfig(settings, context), context);
    const key = fakeOpenAiKey();
    return await runGatewayPlan(
      {
        loaded: load(),
        reload: load,
        hints: (addresses) => demoHints({ ...addresses, host: DEMO_HOST }, key),
      },
      context,
    );
  } finally {
    await demo.close();
  }
}

/** The CA of this run's demo upstream, where the gateway can read it. */
function writeDemoCa(directory: string, certificate: string): string {
  const file = join(directory, 'demo-ca.pem');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    replaceFile(file, certificate, 0o600);
    return file;
  } catch (error) {
    throw usageError(`${directory} cannot be written to (${safeError(error).code})`);
  }
}

/** Checked by the same rules as the configuration's `listen`. */
function listenAddress(text: string, context: CliContext): LoadedConfig['config']['listen'] {
  return starterConfig({ listen: text }, context).config.listen;
}
