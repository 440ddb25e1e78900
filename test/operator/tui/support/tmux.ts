import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Size } from '../../../../src/operator/tui/state/state.ts';
import { cleanEnv, PROGRAM } from '../../../helpers/program.ts';
import { seenIn } from '../../../helpers/wait.ts';

export const HAS_TMUX = spawnSync('tmux', ['-V']).status === 0;

export interface TmuxOptions {
  readonly size: Size;
  /** After `decant`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Before the program's own file. */
  readonly nodeArgs?: readonly string[];
}

/** The built program in a real terminal: a tmux server of its own, with a copy of every byte that the program wrote. */
export class Tmux {
  readonly #socket = `decant-${randomBytes(6).toString('hex')}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'decant-tmux-'));

  constructor({ size, args, env, nodeArgs }: TmuxOptions) {
    const script = join(this.#folder, 'run.sh');
    const words = [process.execPath, ...(nodeArgs ?? []), PROGRAM, ...args]
      .map((word) => `'${word}'`)
      .join(' ');
    // It waits until its bytes are copied, and stays when the program has ended, so that what it left can be looked at.
    writeFileSync(
      script,
      `while [ ! -e '${this.#folder}/go' ]; do sleep 0.01; done\n${words}\necho "ended with $?"\nexec cat\n`,
    );
    this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      String(size.columns),
      '-y',
      String(size.rows),
      'sh',
      script,
      {
        env: cleanEnv(env),
      },
    );
    this.#tmux('set-option', '-g', 'history-limit', '0');
    writeFileSync(this.#bytesFile, '');
    this.#tmux('pipe-pane', '-o', `cat >> '${this.#bytesFile}'`);
    writeFileSync(join(this.#folder, 'go'), '');
  }

  get #bytesFile(): string {
    return join(this.#folder, 'bytes');
  }

  /** All that the program has written. */
  get bytes(): string {
    return readFileSync(this.#bytesFile, 'utf8');
  }

  /** What a person sees. */
  get screen(): string {
    return this.#tmux('capture-pane', '-p').trimEnd();
  }

  /** The same, with colours. */
  get coloured(): string {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** `alternate_on`, `cursor_flag` and others, as tmux names them. */
  flag(name: string): string {
    return this.#tmux('display-message', '-p', `#{${name}}`).trim();
  }

  /** Presses one key. The next may come in the same reading of the terminal, if the screen is not looked at in between. */
  press(key: string): void {
    this.#tmux('send-keys', key);
  }

  /** Sends text in one piece. */
  send(text: string): void {
    this.#tmux('send-keys', '-l', '--', text);
  }

  /** Sends text as a terminal's paste: marked, where the program asked for that. */
  paste(text: string): void {
    execFileSync('tmux', ['-L', this.#socket, 'load-buffer', '-'], { input: text });
    this.#tmux('paste-buffer', '-p', '-r');
  }

  resize({ columns, rows }: Size): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** The process that runs in the pane: the shell, whose child is the program. */
  get shellPid(): number {
    return Number(this.flag('pane_pid'));
  }

  get programPid(): number {
    const children = readFileSync(`/proc/${this.shellPid}/task/${this.shellPid}/children`, 'utf8').trim();
    return Number(children.split(' ')[0]);
  }

  /** Waits until the screen shows something; what the program writes says when to look again. */
  async shows(what: string | RegExp, milliseconds = 15_000): Promise<string> {
    return await this.until(
      `the screen to show ${what}`,
      (screen) => (typeof what === 'string' ? screen.includes(what) : what.test(screen)),
      milliseconds,
    );
  }

  async until(what: string, fits: (screen: string) => boolean, milliseconds = 15_000): Promise<string> {
    try {
      return await seenIn(
        this.#folder,
        what,
        () => {
          const { screen } = this;
          return fits(screen) ? screen : undefined;
        },
        milliseconds,
      );
    } catch (error) {
      throw new Error(`${what}; the screen was:\n${this.screen}`, { cause: error });
    }
  }

  end(): void {
    spawnSync('tmux', ['-L', this.#socket, 'kill-server']);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tmux(...args: readonly (string | { readonly env: Record<string, string> })[]): string {
    const words = args.filter((arg) => typeof arg === 'string');
    const options = args.find((arg) => typeof arg !== 'string') ?? {};
    return execFileSync('tmux', ['-L', this.#socket, ...words], { encoding: 'utf8', ...options });
  }
}
