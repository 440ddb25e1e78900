import {
  CHAIN_START,
  type ChainEnd,
  ChainVerifier,
  chained,
  type DecisionEntry,
  endOfLine,
  type LogVerdict,
  readHead,
} from '../../core/approval/decision-log.ts';
import { QueueError } from '../../core/approval/queue-port.ts';
import { foreignWriters, isPermitted, sharedFileMode } from './access.ts';
import { checkDirectory } from './directory.ts';
import { errnoOf, queueError } from './errno.ts';
import type { FileStat, OpenFile } from './file-system.ts';
import { locked } from './lock.ts';
import { LOG, LOG_HEAD, LOG_LOCK } from './names.ts';
import { inQueue, type Store } from './store.ts';

/** Longer lines are none of ours: reasons have an end. */
const MAX_LINE_BYTES = 65_536;
const MAX_HEAD_BYTES = 256;
const LF = 0x0a;

interface Waiting {
  readonly entries: readonly DecisionEntry[];
  readonly resolve: () => void;
  readonly reject: (error: QueueError) => void;
}

/**
 * `decisions.jsonl`: one chain for all who write to it. Whoever appends holds the lock, follows the last line, and notes
 * the new end in `decisions.head.json`, so that lines that are cut off at the end are missed. Not synced: it outlives the
 * program, and the answers themselves, which are synced, outlive the machine.
 */
export class DecisionLog {
  readonly #store: Store;
  readonly #waiting: Waiting[] = [];
  #running = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** What comes while it writes is written together afterwards. */
  append(entries: readonly DecisionEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  /**
   * The note of the end is read first: a line that is added meanwhile stands behind it. Without its right to write, a
   * reader needs no lock.
   */
  async verify(): Promise<LogVerdict> {
    try {
      await checkDirectory(this.#store, this.#store.directory);
      const head = await this.#readHead();
      const verifier = new ChainVerifier(head);
      const file = await this.#openToRead(LOG);
      if (file === null) return verifier.verdict();
      try {
        for await (const line of linesOf(file)) verifier.take(line);
      } finally {
        await file.close();
      }
      return verifier.verdict();
    } catch (error) {
      throw queueError('read_failed', error);
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        await this.#write(batch.flatMap(({ entries }) => entries));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const failure = queueError('write_failed', error);
        for (const { reject } of batch) reject(failure);
      }
    }
    this.#running = false;
  }

  async #write(entries: readonly DecisionEntry[]): Promise<void> {
    const store = this.#store;
    const directory = await checkDirectory(store, store.directory);
    await locked(store, inQueue(store, LOG_LOCK), async () => {
      const log = await this.#open(LOG, 'append', directory);
      try {
        const head = await this.#open(LOG_HEAD, 'overwrite', directory);
        try {
          await extend(log, head, entries);
        } finally {
          await head.close();
        }
      } finally {
        await log.close();
      }
    });
  }

  async #open(name: string, how: 'append' | 'overwrite', directory: FileStat): Promise<OpenFile> {
    const { fs, access } = this.#store;
    const mode = sharedFileMode(access);
    const file = await fs.openToKeep(inQueue(this.#store, name), mode, how);
    try {
      const stat = await file.stat();
      this.#assertOurs(stat);
      if (stat.size === 0) {
        if (access.group !== null && stat.uid === access.ownUid) await file.setAccess(mode, access.group);
        // Made by root in somebody else's queue, it would be closed to those whose queue it is.
        if (access.ownUid === 0 && directory.uid !== 0) await file.setOwner(directory.uid, stat.gid);
      }
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #openToRead(name: string): Promise<OpenFile | null> {
    let file: OpenFile;
    try {
      file = await this.#store.fs.openToRead(inQueue(this.#store, name));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    }
    try {
      this.#assertOurs(await file.stat());
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #readHead(): Promise<ChainEnd | null> {
    const file = await this.#openToRead(LOG_HEAD);
    if (file === null) return null;
    try {
      return await headIn(file);
    } finally {
      await file.close();
    }
  }

  #assertOurs(stat: FileStat): void {
    if (stat.kind !== 'file') throw new QueueError('not_usable', 'the decision log is no regular file');
    if (stat.links !== 1) throw new QueueError('not_usable', 'the decision log has a second name');
    if (!isPermitted(stat.uid, this.#store.access)) {
      throw new QueueError('not_private', 'the decision log belongs to a user who is no operator');
    }
    const writers = foreignWriters(stat, this.#store.access);
    if (writers !== null) throw new QueueError('not_private', `the decision log is ${writers}`);
  }
}

async function extend(log: OpenFile, head: OpenFile, entries: readonly DecisionEntry[]): Promise<void> {
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

async function* linesOf(file: OpenFile): AsyncIterable<string> {
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

async function headIn(file: OpenFile): Promise<ChainEnd | null> {
  const buffer = Buffer.alloc(MAX_HEAD_BYTES);
  const read = await file.readAt(buffer, 0);
  return read === 0 ? null : readHead(buffer.toString('utf8', 0, read));
}

/** Always as long: it is written over the one before. */
function headBytes({ n, hash }: ChainEnd): Buffer {
  return Buffer.from(`${JSON.stringify({ n, hash }).padEnd(MAX_HEAD_BYTES / 2)}\n`, 'utf8');
}
