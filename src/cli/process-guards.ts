import { writeSync } from 'node:fs';
import { EXIT_USAGE } from './exit.ts';
import { safeError } from './safe-error.ts';

const STDERR = 2;

/**
 * What happens to errors that nobody foresaw: a line with the code and the places in our files, never the message, and the
 * process ends. A gateway that does not know its own state must not forward anything (I3, R7).
 */
export function installProcessGuards(): void {
  process.on('uncaughtException', (error) => crash('uncaught_exception', error));
  process.on('unhandledRejection', (reason) => crash('unhandled_rejection', reason));
  process.removeAllListeners('warning');
  process.on('warning', (warning) => report('warning', warning));
  // Node opens its inspector on SIGUSR1 unless somebody listens (Q26).
  process.on('SIGUSR1', () => undefined);
}

function crash(event: string, error: unknown): never {
  report(event, error);
  process.exit(EXIT_USAGE);
}

function report(event: string, error: unknown): void {
  try {
    writeSync(STDERR, `${JSON.stringify({ event, ...safeError(error) })}\n`);
  } catch {
    // Nobody reads stderr any more; there is no other place to tell it.
  }
}
