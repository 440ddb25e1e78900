import { spawn } from 'node:child_process';
import type { Delivery } from './webhook.ts';

/** The hook needs to find programs, a home and the desktop; what else is in the gateway's environment may be a secret. */
const PASSED_ON =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR)$/;

export interface CommandHookOptions {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/** Runs a program once, without a shell; it gets the text on its standard input and no secret of ours. */
export function runHook(options: CommandHookOptions, input: string): Promise<Delivery> {
  const [program, ...args] = options.argv;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: passedOn(options.env),
      stdio: ['pipe', 'ignore', 'ignore'],
      shell: false,
    });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    const settle = (delivery: Delivery): void => {
      clearTimeout(timer);
      resolve(delivery);
    };
    child.on('error', () => settle({ kind: 'refused', code: 'not_started' }));
    child.on('exit', (code) => {
      if (isLate) settle({ kind: 'refused', code: 'timeout' });
      else settle(code === 0 ? { kind: 'delivered' } : { kind: 'refused', code: `exit_${code ?? 'signal'}` });
    });
    // A program that does not read its input is none of our business.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function passedOn(env: CommandHookOptions['env']): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && PASSED_ON.test(name)) passed[name] = value;
  }
  return passed;
}
