import type { Writable } from 'node:stream';
import { pino } from 'pino';

export type LogLevel = 'info' | 'warn' | 'error';

/** What a line of the log says, beside its level and time. Built from our own words, codes and numbers only. */
export interface LogLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** JSON lines on stderr, each written before the call returns, so that nothing is lost at the exit. */
export function createLogger(stderr: Writable, bottle: string | null): (line: LogLine) => void {
  const logger = pino(
    {
      base: bottle === null ? null : { bottle },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stderr,
  );
  return ({ level, ...fields }) => logger[level](fields);
}
