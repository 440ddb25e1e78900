import { writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Terminal } from './terminal.ts';

const STDOUT = 1;

/** The terminal behind this process's standard streams. */
export function ttyTerminal(input: ReadStream, output: WriteStream): Terminal {
  let handler: ((text: string) => void) | null = null;
  const onData = (text: string): void => handler?.(text);
  return {
    size: () => ({ columns: output.columns || 80, rows: output.rows || 24 }),
    write: (text) => void output.write(text),
    listen(onInput) {
      handler = onInput;
      input.setEncoding('utf8');
      input.setRawMode(true);
      input.on('data', onData);
      input.resume();
    },
    ignore() {
      handler = null;
      input.off('data', onData);
      input.pause();
      input.setRawMode(false);
    },
    onResize(resized) {
      output.on('resize', resized);
      return () => void output.off('resize', resized);
    },
  };
}

/** Writes at once, also when the process is about to end and its streams will not. */
export function writeNow(text: string): void {
  try {
    writeSync(STDOUT, text);
  } catch {
    // The terminal is gone: there is nothing to restore.
  }
}
