import type { Writable } from 'node:stream';
import { type SafeTerminalText, safeJson, safeLine } from '../operator/safe-terminal-text.ts';

/** Columns of a message on stderr; paths may be long. */
const MESSAGE_CELLS = 4096;

/** Writes lines; resolves when the stream has room again, so that a slow reader slows the writer. */
export async function writeLines(stream: Writable, lines: readonly SafeTerminalText[]): Promise<void> {
  if (lines.length === 0) return;
  await write(stream, `${lines.join('\n')}\n`);
}

/** One JSON value on one line (`indent` absent) or laid out for people. */
export async function writeJson(stream: Writable, value: unknown, indent?: number): Promise<void> {
  await write(stream, `${safeJson(value, indent)}\n`);
}

/** Columns of the terminal behind a stream; whatever is no terminal takes lines of any length. */
export function widthOf(stream: Writable): number {
  const columns: unknown = 'columns' in stream ? stream.columns : undefined;
  return typeof columns === 'number' && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}

/** A message to the person at the terminal; text from outside may be in it. */
export async function say(stream: Writable, ...lines: readonly string[]): Promise<void> {
  await writeLines(
    stream,
    lines.map((line) => safeLine(line, MESSAGE_CELLS)),
  );
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
