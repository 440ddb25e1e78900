import type { Config } from './config.ts';
import type { ConfigProblem } from './config-problem.ts';
import { OWN_VARIABLES } from './environment.ts';
import { type Environment, readVariable } from './substitute.ts';

/** A provisioned value that must not leave unasked. Confined to the gateway's memory. */
export interface ProvisionedSecret {
  /** The variable's or file's name. */
  readonly name: string;
  /** Without white space around it, so that it is found however it is pasted. */
  readonly value: string;
}

export type SecretsResult =
  | { readonly ok: true; readonly secrets: readonly ProvisionedSecret[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** A shorter value would be found by chance in what is no secret (contract: `secrets`). */
const MIN_BYTES = 12;

/**
 * The values of the variables that `secrets.env` names, sorted by name (empty ones count as unset), and what the routes'
 * `auth` adds, which the bottle must not send itself: the variables that a value was made from, or a value written out.
 */
export function secretsFromEnv(config: Config, env: Environment): SecretsResult {
  const patterns = config.secrets.env.map(patternToTest);
  const used = new Set(config.routes.flatMap((route) => route.auth?.variables ?? []));
  const secrets: ProvisionedSecret[] = [];
  const problems: ConfigProblem[] = [];
  for (const name of Object.keys(env).sort()) {
    if (OWN_VARIABLES.has(name)) continue;
    const declared = patterns.some((matches) => matches(name));
    if (!declared && !used.has(name)) continue;
    const value = readVariable(env, name)?.trim() ?? '';
    if (value === '') continue;
    if (!isTooShort(value)) secrets.push({ name, value });
    else if (declared) problems.push({ path: name, line: null, column: null, message: TOO_SHORT });
  }
  secrets.push(...writtenOut(config));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, secrets };
}

/** The credentials of `auth` values without a variable: what stands behind the scheme (`Bearer`), if anything does. */
function writtenOut(config: Config): readonly ProvisionedSecret[] {
  return config.routes.flatMap(({ auth }, index) => {
    if (auth === null || auth.variables.length > 0) return [];
    const value = auth.value.split(/\s+/).at(-1) ?? '';
    return isTooShort(value) ? [] : [{ name: `routes[${index}].auth`, value }];
  });
}

/** One value a line; blank lines, CRLF and a byte order mark are passed over. `name` is the file's own name. */
export function parseSecretFile(name: string, text: string): SecretsResult {
  const secrets: ProvisionedSecret[] = [];
  const problems: ConfigProblem[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const value = line.trim();
    if (value === '') continue;
    if (isTooShort(value)) problems.push({ path: name, line: index + 1, column: 1, message: TOO_SHORT });
    else secrets.push({ name, value });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, secrets };
}

const TOO_SHORT = `a secret has at least ${MIN_BYTES} bytes; a shorter one would be found by chance everywhere`;

function isTooShort(value: string): boolean {
  return Buffer.byteLength(value) < MIN_BYTES;
}

function patternToTest(pattern: string): (name: string) => boolean {
  const source = pattern.split(/\*+/).map((part) => part.replace(/[^A-Za-z0-9_]/g, '\\$&'));
  const expression = new RegExp(`^${source.join('.*')}$`, 's');
  return (name) => expression.test(name);
}
