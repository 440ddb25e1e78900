import type { CliContext } from './context.ts';
import type { ExitCode } from './exit.ts';

/** Runs a command; its result becomes the exit code. */
export type Runner = (command: (context: CliContext) => Promise<ExitCode>) => Promise<void>;
