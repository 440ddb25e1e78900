import { trustOf } from '../../gateway/dial/trust.ts';
import { StartError } from '../../gateway/start-error.ts';
import type { ConfigOptions } from '../command-options.ts';
import { loadConfig } from '../compose/load-config.ts';
import type { CliContext } from '../context.ts';
import { CliError, EXIT_FINE, EXIT_USAGE, type ExitCode, usageError } from '../exit.ts';
import { say, writeJson } from '../output.ts';

/** `decant config check`: everything that would keep a gateway from starting with this file. */
export async function checkConfigFile(options: ConfigOptions, context: CliContext): Promise<ExitCode> {
  const file = options.config ?? 'decant.yaml';
  try {
    const { config, warnings, secrets } = loadConfig(file, context);
    checkTrust(config.upstream.caFiles);
    if (options.json === true) {
      await writeJson(context.stdout, { ok: true, problems: [], warnings }, 2);
      return EXIT_FINE;
    }
    for (const warning of warnings) await say(context.stderr, `warning: ${warning}`);
    const wired = config.queue !== null && config.bottle !== null;
    await say(
      context.stdout,
      `${file}: fine (${count(config.routes.length, 'route')}, ${count(secrets.length, 'known secret')}, ${wired ? 'wired' : 'not wired: findings are refused without asking'})`,
    );
    return EXIT_FINE;
  } catch (error) {
    if (!(error instanceof CliError) || options.json !== true) throw error;
    await writeJson(context.stdout, { ok: false, problems: error.lines, warnings: [] }, 2);
    return EXIT_USAGE;
  }
}

function checkTrust(caFiles: readonly string[]): void {
  try {
    trustOf(caFiles);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw usageError(error.message);
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
