import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach } from 'vitest';
import type { CliContext, Signal } from '../../../src/cli/context.ts';
import { runCli } from '../../../src/cli/program.ts';

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  readonly now?: Date;
  /** Width of the terminal that stdout is; absent: it is none. */
  readonly columns?: number;
}

/** A command that runs in this process, with everything around it in a test's hands. */
export class CliRun {
  readonly #stdout = new PassThrough();
  readonly #stderr = new PassThrough();
  readonly #signals = new EventEmitter();
  readonly #seen = new EventEmitter();
  readonly exits: number[] = [];
  readonly code: Promise<number>;
  out = '';
  err = '';

  constructor(args: readonly string[], options: CliOptions) {
    this.#stdout.on('data', (chunk: Buffer) => {
      this.out += chunk.toString('utf8');
      this.#seen.emit('output');
    });
    this.#stderr.on('data', (chunk: Buffer) => {
      this.err += chunk.toString('utf8');
      this.#seen.emit('output');
    });
    const context: CliContext = {
      stdin: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]),
      stdout: Object.assign(this.#stdout, options.columns === undefined ? {} : { columns: options.columns }),
      stderr: this.#stderr,
      env: options.env ?? {},
      cwd: options.cwd,
      userName: () => 'ada',
      now: () => options.now ?? new Date(),
      onSignal: (signal, handler) => {
        this.#signals.on(signal, handler);
        return () => this.#signals.off(signal, handler);
      },
      exitNow: (code) => this.exits.push(code),
    };
    this.code = runCli(args, context);
  }

  signal(signal: Signal): void {
    this.#signals.emit(signal);
  }

  /** The reader of stdout leaves. */
  closeOutput(): void {
    this.#stdout.destroy();
  }

  /** Waits until stdout or stderr shows something. */
  async shows<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const seen = look();
      if (seen !== undefined) return seen;
      await new Promise((resolve) => this.#seen.once('output', resolve));
    }
  }

  lines(): readonly string[] {
    return this.out.split('\n').slice(0, -1);
  }
}

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end. */
export async function cli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const run = new CliRun(args, options);
  const code = await run.code;
  return { code, out: run.out, err: run.err };
}

/** Private folders that go after each test. */
export function useFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'decant-cli-'));
    folders.push(folder);
    return folder;
  };
}
