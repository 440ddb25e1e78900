import {
  type ChainEnd,
  ChainVerifier,
  type DecisionEntry,
  type LogVerdict,
} from '../../core/approval/decision-log.ts';
import { QueueError } from '../../core/approval/queue-port.ts';
import { foreignWriters, isPermitted, sharedFileMode } from './access.ts';
import { checkDirectory } from './directory.ts';
import { errnoOf, queueError } from './errno.ts';
import type { FileStat, OpenFile } from './file-system.ts';
import { locked } from './lock.ts';
import { extend, headIn, linesOf } from './log-lines.ts';
import { LOG, LOG_HEAD, LOG_LOCK } from './names.ts';
import { inQueue, type Store } from './store.ts';

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
