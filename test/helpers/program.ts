import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Stage } from './stage.ts';
import { within } from './wait.ts';

/** The built program, as a user runs it. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly milliseconds?: number;
}

/** Only what a program needs to run: nothing of the developer's proxy, secrets or Node options reaches it. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = { LC_ALL: 'C.UTF-8' };
  for (const name of ['PATH', 'HOME', 'TMPDIR']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...extra };
}

/** A child process whose whole output is kept. */
export class Running {
  readonly child: ChildProcess;
  readonly exited: Promise<Ran>;
  #stdout: Buffer[] = [];
  #stderr: Buffer[] = [];
  #done = false;
  #wake: Array<() => void> = [];

  constructor(command: string, args: readonly string[], options: RunOptions = {}) {
    this.child = spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.env ?? cleanEnv(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.on('error', () => {});
    this.child.stdin?.end(options.input ?? '');
    this.child.stdout?.on('data', (chunk: Buffer) => this.#take(this.#stdout, chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.#take(this.#stderr, chunk));
    this.exited = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        this.#done = true;
        this.#rouse();
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
    this.exited.catch(() => {});
  }

  get stdout(): string {
    return Buffer.concat(this.#stdout).toString('utf8');
  }

  get stderr(): string {
    return Buffer.concat(this.#stderr).toString('utf8');
  }

  get over(): boolean {
    return this.#done;
  }

  /** Waits until its output shows something, and fails when it ends without it. */
  async shows<T>(what: string, look: () => T | undefined, milliseconds = 15_000): Promise<T> {
    const watching = async (): Promise<T> => {
      for (;;) {
        const more = new Promise<void>((resolve) => this.#wake.push(resolve));
        const seen = look();
        if (seen !== undefined) return seen;
        if (this.#done) throw new Error(`it ended without ${what}; stderr: ${this.stderr.slice(-2000)}`);
        await more;
      }
    };
    return await within(what, watching(), milliseconds);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it, gently first, and says how it ended. */
  async end(signal: NodeJS.Signals = 'SIGTERM', milliseconds = 10_000): Promise<Ran> {
    if (!this.#done) this.child.kill(signal);
    try {
      return await within(`the end of process ${this.child.pid} after ${signal}`, this.exited, milliseconds);
    } catch (error) {
      this.child.kill('SIGKILL');
      throw error;
    }
  }

  #take(into: Buffer[], chunk: Buffer): void {
    into.push(chunk);
    this.#rouse();
  }

  #rouse(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}

/** Runs a command to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const running = new Running(command, args, options);
  const limit = options.milliseconds ?? 20_000;
  try {
    return await within(`the end of ${command} ${args.slice(0, 3).join(' ')}`, running.exited, limit);
  } finally {
    if (!running.over) running.signal('SIGKILL');
  }
}

/** `decant ARGS…`, to its end. */
export async function decant(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return await run(process.execPath, [PROGRAM, ...args], options);
}

/** Starts something that is ended with the stage at the latest. */
export function start(
  stage: Stage,
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Running {
  const running = new Running(command, args, options);
  // A test file that fails while it is collected never strikes its stage.
  process.setMaxListeners(100);
  const last = (): void => void running.child.kill('SIGKILL');
  process.once('exit', last);
  stage.defer(async () => {
    process.off('exit', last);
    if (!running.over) await running.end('SIGKILL');
  });
  return running;
}
