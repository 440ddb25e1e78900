import { configJsonSchema } from '../../core/policy/config-json-schema.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, type ExitCode } from '../exit.ts';
import { writeJson } from '../output.ts';

/** `decant config schema`. */
export async function printSchema(context: CliContext): Promise<ExitCode> {
  await writeJson(context.stdout, configJsonSchema(), 2);
  return EXIT_FINE;
}
