import type { Readable, Writable } from 'node:stream';

export type Signal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGUSR1';

/** All that a command takes from the process around it, so that tests run it in-process. */
export interface CliContext {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** Name of the operating system's user: who decided. */
  userName(): string;
  now(): Date;
  /** Calls back on each such signal; returns the function that ends it. */
  onSignal(signal: Signal, handler: () => void): () => void;
  /** Ends the process at once; the only way out of a shutdown that hangs. */
  exitNow(code: number): void;
}
