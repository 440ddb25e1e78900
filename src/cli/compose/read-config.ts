import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../core/policy/config.ts';
import { type ConfigProblem, formatProblem } from '../../core/policy/config-problem.ts';
import { parseConfig } from '../../core/policy/parse-config.ts';
import type { CliContext } from '../context.ts';
import { CliError, EXIT_USAGE, usageError } from '../exit.ts';
import { safeError } from '../safe-error.ts';

/** A configuration is written by hand; larger ones are not. */
const MAX_BYTES = 4 * 1024 * 1024;

export interface ReadConfig {
  readonly config: Config;
  readonly warnings: readonly string[];
  /** As the user named it, for messages. */
  readonly file: string;
}

/** Reads and checks a configuration file. Its problems are one `file:line:column: message` each (exit 2). */
export function readConfig(file: string, context: Pick<CliContext, 'cwd' | 'env'>): ReadConfig {
  const path = resolve(context.cwd, file);
  return checkConfig(file, readText(file, path), dirname(path), context);
}

/**
 * The same for commands that only want to know where things are: variables that this shell does not have, and the gateway
 * has, do not stop them.
 */
export function readPlaces(file: string, context: Pick<CliContext, 'cwd' | 'env'>): ReadConfig {
  const path = resolve(context.cwd, file);
  const text = readText(file, path);
  const referenced = [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map((match) => match[1] ?? '');
  const env = {
    ...Object.fromEntries(referenced.map((name) => [name, 'not-set-in-this-shell'])),
    ...context.env,
  };
  return checkConfig(file, text, dirname(path), { ...context, env });
}

export function checkConfig(
  file: string,
  text: string,
  baseDir: string,
  { cwd, env }: Pick<CliContext, 'cwd' | 'env'>,
): ReadConfig {
  const result = parseConfig({ text, baseDir, cwd, env });
  if (!result.ok) throw configError(result.problems, file);
  return { config: result.config, warnings: result.warnings, file };
}

export function configError(problems: readonly ConfigProblem[], file: string): CliError {
  return new CliError(
    EXIT_USAGE,
    problems.map((problem) => formatProblem(problem, file)),
  );
}

function readText(file: string, path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw usageError(`the configuration ${file} cannot be read (${safeError(error).code})`);
  }
  if (bytes.length > MAX_BYTES) throw usageError(`the configuration ${file} is too large`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(EXIT_USAGE, [`${file}:1:1: not UTF-8 text`]);
  }
}
