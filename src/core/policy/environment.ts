import { queueDirectoryOf, SLUG } from './config-fields.ts';
import { MAX_SECONDS } from './config-schema.ts';
import { type Environment, readVariable } from './substitute.ts';

const QUEUE_DIR = 'SUPERVISE_QUEUE_DIR';
const BOTTLE_SLUG = 'SUPERVISE_BOTTLE_SLUG';
const TIMEOUT_SECONDS = 'EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS';

/** Names that the program itself defines: never secrets, whatever the patterns say. */
export const OWN_VARIABLES: ReadonlySet<string> = new Set([QUEUE_DIR, BOTTLE_SLUG, TIMEOUT_SECONDS]);

/** What the environment sets in place of the file; null: the file's word holds. */
export interface EnvironmentOverrides {
  readonly queueDirectory: string | null;
  readonly bottle: string | null;
  readonly timeoutSeconds: number | null;
}

export interface EnvironmentProblem {
  readonly variable: string;
  readonly message: string;
}

/** Reads the variables that win over the file. A bad value is a problem, never passed over; an empty one is unset. */
export function readEnvironment(env: Environment): {
  readonly overrides: EnvironmentOverrides;
  readonly problems: readonly EnvironmentProblem[];
} {
  const problems: EnvironmentProblem[] = [];
  const directory = readVariable(env, QUEUE_DIR);
  const queueDirectory = directory?.startsWith('file:') ? queueDirectoryOf(directory) : directory;
  if (directory !== null && (queueDirectory === null || directory.includes('\0'))) {
    problems.push({ variable: QUEUE_DIR, message: 'must be the path of a folder' });
  }
  const bottle = readVariable(env, BOTTLE_SLUG);
  if (bottle !== null && !SLUG.test(bottle)) {
    const message = 'must be a slug: 1 to 64 letters, digits, dots, hyphens or underscores';
    problems.push({ variable: BOTTLE_SLUG, message });
  }
  const timeout = readVariable(env, TIMEOUT_SECONDS);
  const timeoutSeconds = timeout === null ? null : readSeconds(timeout);
  if (timeout !== null && timeoutSeconds === null) {
    const message = `must be a number of seconds above 0 and at most ${MAX_SECONDS}`;
    problems.push({ variable: TIMEOUT_SECONDS, message });
  }
  return { overrides: { queueDirectory, bottle, timeoutSeconds }, problems };
}

function readSeconds(text: string): number | null {
  if (!/^[0-9]{1,9}(\.[0-9]{1,3})?$/.test(text)) return null;
  const value = Number(text);
  return value > 0 && value <= MAX_SECONDS ? value : null;
}
