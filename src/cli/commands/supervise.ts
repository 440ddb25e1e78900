import { ReadStream, WriteStream } from 'node:tty';
import { systemTuiClock } from '../../operator/tui/clock.ts';
import { editText } from '../../operator/tui/edit-file.ts';
import { LEAVE } from '../../operator/tui/terminal/sequences.ts';
import { ttyTerminal, writeNow } from '../../operator/tui/terminal/tty.ts';
import type { SuperviseOptions } from '../command-options.ts';
import { openSupervisor } from '../compose/open-supervisor.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, type ExitCode, usageError } from '../exit.ts';

/** `decant supervise`: the terminal UI over the queue, until the person quits. */
export async function supervise(options: SuperviseOptions, context: CliContext): Promise<ExitCode> {
  const { stdin, stdout, env } = context;
  if (!(stdin instanceof ReadStream) || !(stdout instanceof WriteStream) || env.TERM === 'dumb') {
    throw usageError('supervise needs a terminal', 'For scripts and pipes there is `decant proposals`.');
  }
  const { supervisor, allowedHosts } = await openSupervisor(options, context);
  const operator = context.userName();
  const surroundings = { ...env };
  // React's development build is slower and keeps records of every drawing. What we start gets `env` as it was.
  process.env.NODE_ENV ??= 'production';
  const { runTui } = await import('../../operator/tui/run-tui.ts');
  const over = new AbortController();
  const unlisten = (['SIGTERM', 'SIGINT', 'SIGHUP'] as const).map((signal) =>
    context.onSignal(signal, () => over.abort()),
  );
  const unguard = restoreOnCrash(stdin);
  const tellWarnings = keepWarnings();
  const leave = await supervisor.present('tui', operator);
  try {
    await runTui({
      supervisor,
      terminal: ttyTerminal(stdin, stdout),
      clock: systemTuiClock(() => context.now()),
      operator,
      allowedHosts,
      noColor: env.NO_COLOR,
      bell: options.bell === true,
      signal: over.signal,
      edit: (text) => editText(text, { command: env.VISUAL || env.EDITOR || 'vi', env: surroundings }),
      suspend,
    });
    return EXIT_FINE;
  } finally {
    await leave();
    unguard();
    tellWarnings();
    for (const stop of unlisten) stop();
  }
}

/** A fault that ends the process at once must not leave the terminal raw, nor its message on a screen that goes away. */
function restoreOnCrash(stdin: ReadStream): () => void {
  let isRestored = false;
  const restore = (): void => {
    // Leaving the alternate screen a second time would put the cursor back before the message.
    if (isRestored) return;
    isRestored = true;
    if (stdin.isRaw) stdin.setRawMode(false);
    writeNow(LEAVE);
  };
  process.prependListener('uncaughtException', restore);
  process.prependListener('unhandledRejection', restore);
  process.on('exit', restore);
  return () => {
    process.off('uncaughtException', restore);
    process.off('unhandledRejection', restore);
    process.off('exit', restore);
  };
}

/** A warning in the midst of the screen would spoil it: it is told when the terminal is the shell's again. */
function keepWarnings(): () => void {
  const listeners = process.listeners('warning');
  const kept: Error[] = [];
  const keep = (warning: Error): void => void kept.push(warning);
  process.removeAllListeners('warning');
  process.on('warning', keep);
  return () => {
    process.off('warning', keep);
    for (const listener of listeners) process.on('warning', listener);
    for (const warning of kept) for (const listener of listeners) listener(warning);
  };
}

/** What Ctrl-Z does where nothing is in raw mode: the shell takes over until it sends SIGCONT. */
function suspend(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGCONT', () => resolve());
    process.kill(process.pid, 'SIGSTOP');
  });
}
