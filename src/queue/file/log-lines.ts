import {
  CHAIN_START,
  type ChainEnd,
  chained,
  type DecisionEntry,
  endOfLine,
  readHead,
} from '../../core/approval/decision-log.ts';
import type { OpenFile } from './file-system.ts';

/** Longer lines are none of ours: reasons have an end. */
const MAX_LINE_BYTES = 65_536;
const MAX_HEAD_BYTES = 256;
const LF = 0x0a;

/** Adds entries after the last line, and notes the new end. What could not be written whole is taken back. */
export async function extend(
  log: OpenFile,
  head: OpenFile,
  entries: readonly DecisionEntry[],
): Promise<void> {
  const { size } = await log.stat();
  const { end: last, complete } = await endOf(log, size, await headIn(head));
  let end = last;
  const lines: string[] = complete ? [] : [''];
  for (const entry of entries) {
    const next = chained(entry, end);
    lines.push(next.line);
    end = next.end;
  }
  try {
    await log.write(Buffer.from(`${lines.join('\n')}\n`, 'utf8'));
  } catch (error) {
    // A full disk may have taken a part of it.
    await log.truncate(size).catch(() => undefined);
    throw error;
  }
  await head.writeAt(headBytes(end), 0);
}

/**
 * What the next line follows. What was cut off, or made unreadable, is not healed: the chain goes on from what is known of
 * its end, and the gap stays visible.
 */
async function endOf(
  log: OpenFile,
  size: number,
  head: ChainEnd | null,
): Promise<{ readonly end: ChainEnd; readonly complete: boolean }> {
  if (size === 0) return { end: head ?? CHAIN_START, complete: true };
  const { text, complete } = await lastLine(log, size);
  const tail = complete ? endOfLine(text) : null;
  if (tail === null) return { end: head ?? CHAIN_START, complete };
  if (head === null) return { end: { n: tail.n + 1, hash: tail.hash }, complete };
  return { end: head.n >= tail.n ? head : tail, complete };
}

async function lastLine(
  file: OpenFile,
  size: number,
): Promise<{ readonly text: string; readonly complete: boolean }> {
  const length = Math.min(size, MAX_LINE_BYTES + 1);
  const buffer = Buffer.alloc(length);
  const read = await file.readAt(buffer, size - length);
  const bytes = buffer.subarray(0, read);
  const complete = bytes.at(-1) === LF;
  const line = complete ? bytes.subarray(0, -1) : bytes;
  return { text: line.subarray(line.lastIndexOf(LF) + 1).toString('utf8'), complete };
}

/** Without their line breaks; what is no line of ours comes as something that is no entry. */
export async function* linesOf(file: OpenFile): AsyncIterable<string> {
  const buffer = Buffer.alloc(1024 * 1024);
  let rest = Buffer.alloc(0);
  for (;;) {
    const count = await file.read(buffer, 0);
    if (count === 0) break;
    const bytes = Buffer.concat([rest, buffer.subarray(0, count)]);
    let from = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
      yield bytes.toString('utf8', from, at);
      from = at + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > MAX_LINE_BYTES) {
      yield '';
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield `${rest.toString('utf8')}\0cut short`;
}

export async function headIn(file: OpenFile): Promise<ChainEnd | null> {
  const buffer = Buffer.alloc(MAX_HEAD_BYTES);
  const read = await file.readAt(buffer, 0);
  return read === 0 ? null : readHead(buffer.toString('utf8', 0, read));
}

/** Always as long: it is written over the one before. */
function headBytes({ n, hash }: ChainEnd): Buffer {
  return Buffer.from(`${JSON.stringify({ n, hash }).padEnd(MAX_HEAD_BYTES / 2)}\n`, 'utf8');
}
