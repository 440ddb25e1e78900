import { basename } from 'node:path';
import type { KnownSecret } from '../../core/detect/scanner.ts';
import type { Config } from '../../core/policy/config.ts';
import type { ConfigProblem } from '../../core/policy/config-problem.ts';
import { type ProvisionedSecret, parseSecretFile, secretsFromEnv } from '../../core/policy/secrets.ts';
import type { CliContext } from '../context.ts';
import { readPrivateFile } from './private-file.ts';
import { type ResolvedAccess, resolveAccess } from './queue-access.ts';
import { configError, type ReadConfig, readConfig } from './read-config.ts';

/** A configuration with all that it names: what a gateway starts from. */
export interface LoadedConfig {
  readonly config: Config;
  readonly warnings: readonly string[];
  /** Confined to the gateway's memory. */
  readonly secrets: readonly KnownSecret[];
  readonly queueAccess: ResolvedAccess;
  readonly file: string;
}

type Surroundings = Pick<CliContext, 'cwd' | 'env'>;

/** Reads the file and everything that it names. Any problem is a message on stderr and exit 2 (C25). */
export function loadConfig(file: string, context: Surroundings): LoadedConfig {
  return completeConfig(readConfig(file, context), context);
}

export function completeConfig(read: ReadConfig, context: Surroundings): LoadedConfig {
  const { config, warnings, file } = read;
  return {
    config,
    warnings,
    secrets: [...variableSecrets(config, context, file), ...config.secrets.files.flatMap(fileSecrets)].map(
      ({ name, value }) => ({ name, value: Buffer.from(value), approvable: config.secrets.approvable }),
    ),
    queueAccess: resolveAccess(config.queueAccess),
    file,
  };
}

function variableSecrets(config: Config, context: Surroundings, file: string): readonly ProvisionedSecret[] {
  return taken(secretsFromEnv(config, context.env), file);
}

function fileSecrets(path: string): readonly ProvisionedSecret[] {
  return taken(parseSecretFile(basename(path), readPrivateFile(path)), path);
}

function taken(
  result:
    | { readonly ok: true; readonly secrets: readonly ProvisionedSecret[] }
    | { readonly ok: false; readonly problems: readonly ConfigProblem[] },
  file: string,
): readonly ProvisionedSecret[] {
  if (!result.ok) throw configError(result.problems, file);
  return result.secrets;
}
