import type { GatewayOptions } from '../command-options.ts';
import { loadConfig } from '../compose/load-config.ts';
import { runGatewayPlan } from '../compose/run-gateway.ts';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit.ts';

/** `decant gateway`: the data plane alone. Without a queue or a bottle it runs, and refuses without asking (S10). */
export async function runGateway(options: GatewayOptions, context: CliContext): Promise<ExitCode> {
  const reload = () => loadConfig(options.config, context);
  return await runGatewayPlan({ loaded: reload(), reload }, context);
}
