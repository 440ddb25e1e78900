import { type Explanation, explain } from '../../core/policy/explain.ts';
import { explanationLines } from '../../operator/cli/explanation-view.ts';
import type { ExplainOptions } from '../command-options.ts';
import { readPlaces } from '../compose/read-config.ts';
import { starterConfig } from '../compose/starter-policy.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, EXIT_NO, type ExitCode, usageError } from '../exit.ts';
import { say, writeJson, writeLines } from '../output.ts';

/** `decant config explain URL`: exit 0 where the routes allow it, 1 where they refuse it. */
export async function explainUrl(
  url: string,
  options: ExplainOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { config } =
    options.config === undefined ? starterConfig({}, context) : readPlaces(options.config, context);
  if (options.config === undefined) {
    await say(context.stderr, 'By the built-in starter policy; --config FILE explains yours.');
  }
  const result = explain(config.routes, url, options.method);
  if (!result.ok) throw usageError(`${url}: ${result.problem}`);
  const { explanation } = result;
  if (options.json === true) await writeJson(context.stdout, jsonOf(options.method, explanation), 2);
  else await writeLines(context.stdout, explanationLines(options.method, explanation));
  return explanation.verdict.allowed ? EXIT_FINE : EXIT_NO;
}

/** The allowing route by its index only: it may hold the credential that the gateway sets. */
function jsonOf(method: string, explanation: Explanation): Readonly<Record<string, unknown>> {
  const { verdict } = explanation;
  return {
    method,
    destination: explanation.destination,
    path: explanation.path,
    matched_path: explanation.matchedPath,
    allowed: verdict.allowed,
    code: verdict.allowed ? null : verdict.code,
    route: verdict.allowed ? verdict.index : null,
    detectors: explanation.detectors,
    adds_header: explanation.addsHeader,
    routes: explanation.routes,
  };
}
