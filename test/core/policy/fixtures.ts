import type { Config, Route } from '../../../src/core/policy/config.ts';
import { formatProblem } from '../../../src/core/policy/config-problem.ts';
import { parseConfig } from '../../../src/core/policy/parse-config.ts';
import type { Environment } from '../../../src/core/policy/substitute.ts';

/** The folder of the file, and the one that the program runs in. */
export const BASE = '/srv/bottle';
export const CWD = '/home/agent';

/** A configuration from its text, without the `version` line. */
export function configOf(text: string, env: Environment = {}): Config {
  const result = parseConfig({ text: `version: 1\n${text}`, baseDir: BASE, cwd: CWD, env });
  if (!result.ok)
    throw new Error(result.problems.map((problem) => formatProblem(problem, 'c.yaml')).join('\n'));
  return result.config;
}

/** The problems of a text, as they are printed; `version: 1` is its first line. */
export function problemsOf(text: string, env: Environment = {}): readonly string[] {
  const result = parseConfig({ text: `version: 1\n${text}`, baseDir: BASE, cwd: CWD, env });
  return result.ok ? [] : result.problems.map((problem) => formatProblem(problem, 'c.yaml'));
}

/** Routes, each in YAML's flow style. */
export function routesOf(...routes: readonly string[]): readonly Route[] {
  return configOf(`routes:\n${routes.map((route) => `  - ${route}\n`).join('')}`).routes;
}
