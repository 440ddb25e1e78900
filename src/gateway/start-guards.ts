import { StartError } from './start-error.ts';

/** Flags that open the process to inspection, weaken its parser or write its memory to disk (Q26, F2). */
const UNSAFE_FLAGS = [
  '--inspect',
  '--inspect-brk',
  '--inspect-wait',
  '--inspect-port',
  '--inspect-publish-uid',
  '--debug',
  '--debug-brk',
  '--debug-port',
  '--insecure-http-parser',
  '--heapsnapshot-signal',
  '--heapsnapshot-near-heap-limit',
  '--tls-keylog',
  '--trace-tls',
];
const UNSAFE_PREFIXES = ['--report-', '--experimental-report', '--heap-prof', '--cpu-prof', '--inspect-'];

export interface ProcessSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execArgv: readonly string[];
}

/**
 * What of the process's environment must not be while secrets are in its memory. Each problem is a sentence that names
 * the setting and never its value.
 */
export function startProblems(settings: ProcessSettings): readonly string[] {
  const { env } = settings;
  const problems: string[] = [];
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    problems.push('NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the check of upstream certificates; unset it');
  }
  for (const name of ['NODE_DEBUG', 'NODE_DEBUG_NATIVE']) {
    if (isSet(env[name])) problems.push(`${name} makes Node write traffic to stderr; unset it`);
  }
  if (isSet(env.SSLKEYLOGFILE)) problems.push('SSLKEYLOGFILE asks for session keys on disk; unset it');
  for (const flag of unsafeFlags(nodeOptions(env.NODE_OPTIONS))) {
    problems.push(`NODE_OPTIONS contains ${flag}, which opens the gateway's memory or traffic; remove it`);
  }
  for (const flag of unsafeFlags(settings.execArgv)) {
    problems.push(`node was started with ${flag}, which opens the gateway's memory or traffic; remove it`);
  }
  return problems;
}

/** @throws StartError `unsafe_environment` with the first problem. */
export function assertSafeToStart(settings: ProcessSettings): void {
  const [problem] = startProblems(settings);
  if (problem !== undefined) throw new StartError('unsafe_environment', problem);
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Node splits NODE_OPTIONS at blanks and honours double quotes; quotes are of no matter to a flag's name. */
function nodeOptions(value: string | undefined): readonly string[] {
  return (value ?? '').replaceAll('"', '').split(/\s+/);
}

/** Node takes `_` for `-` in its flags. Only the flag's name is returned, not what follows the `=`. */
function unsafeFlags(flags: readonly string[]): readonly string[] {
  return flags
    .map((flag) => (flag.split('=')[0] ?? '').replaceAll('_', '-'))
    .filter(
      (flag) => UNSAFE_FLAGS.includes(flag) || UNSAFE_PREFIXES.some((prefix) => flag.startsWith(prefix)),
    );
}
