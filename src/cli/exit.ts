/** 0: fine. */
export const EXIT_FINE = 0;
/** 1: the command's own negative answer: nothing found by that id, somebody was first, something was found. */
export const EXIT_NO = 1;
/** 2: usage or configuration. */
export const EXIT_USAGE = 2;

export type ExitCode = typeof EXIT_FINE | typeof EXIT_NO | typeof EXIT_USAGE;

/** A way for a command to end with lines on stderr. They are made safe for a terminal where they are written. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ExitCode;
  readonly lines: readonly string[];

  constructor(code: ExitCode, lines: readonly string[]) {
    super(lines[0] ?? '');
    this.code = code;
    this.lines = lines;
  }
}

/** Usage or configuration (exit 2); the first line gets the program's name before it. */
export function usageError(message: string, ...more: readonly string[]): CliError {
  return new CliError(EXIT_USAGE, [`decant: ${message}`, ...more]);
}

/** The command's own negative answer (exit 1). */
export function negativeAnswer(message: string): CliError {
  return new CliError(EXIT_NO, [`decant: ${message}`]);
}
