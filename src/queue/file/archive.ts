import type { ProposalId } from '../../core/approval/proposal.ts';
import { errnoOf } from './errno.ts';
import type { FileStat } from './file-system.ts';
import { fileName } from './names.ts';
import { MAX_ENTRY_BYTES, readObject } from './read-object.ts';
import { inArchive, inQueue, randomName, type Store } from './store.ts';
import { createByLink } from './write-object.ts';

/** An object that stands in the archive now. */
export interface Archived {
  /** Takes its name in the queue away, where it still has one. */
  removeSource(): Promise<void>;
}

const ATTEMPTS = 4;

/**
 * Moves the objects of closed proposals to `processed/`, whatever they are, following nothing and overwriting nothing
 * (Q15): a name that is taken gets a random suffix.
 */
export class Archive {
  readonly #store: Store;
  readonly #prefix: string;

  /** @param prefix how temporary names begin */
  constructor(store: Store, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
  }

  /**
   * Gives the object a name in the archive. A regular file keeps its name in the queue until `removeSource`, so that at
   * no moment it has none. Null where nothing is there. Rejects with a system error.
   */
  async add(id: ProposalId, kind: 'proposal' | 'response'): Promise<Archived | null> {
    const name = fileName(id, kind);
    const source = inQueue(this.#store, name);
    const stat = await this.#statOf(source);
    if (stat === null) return null;
    // link() follows symbolic links on some systems, and cannot link directories: those are renamed.
    if (stat.kind !== 'file') return this.#rename(source, name, stat);
    return this.#link(source, name, stat);
  }

  /** As {@link add}, to the end. False where nothing was there. */
  async move(id: ProposalId, kind: 'proposal' | 'response'): Promise<boolean> {
    const archived = await this.add(id, kind);
    await archived?.removeSource();
    return archived !== null;
  }

  /** Writes a new file into the archive, under a name with a suffix if its own is taken. */
  async write(
    id: ProposalId,
    kind: 'proposal' | 'outcome',
    bytes: Buffer,
    modifiedMs?: number,
  ): Promise<void> {
    await this.#underFreeName(fileName(id, kind), (path) =>
      createByLink(this.#store, {
        path,
        bytes,
        prefix: this.#prefix,
        ...(modifiedMs === undefined ? {} : { modifiedMs }),
      }),
    );
  }

  async has(id: ProposalId, kind: 'proposal' | 'response' | 'outcome'): Promise<boolean> {
    return (await this.#statOf(inArchive(this.#store, fileName(id, kind)))) !== null;
  }

  async #link(source: string, name: string, stat: FileStat): Promise<Archived | null> {
    try {
      await this.#underFreeName(name, async (target) => {
        try {
          await this.#store.fs.link(source, target);
        } catch (error) {
          // A crash between link and unlink has left both names: the move is only to be finished.
          if (errnoOf(error) === 'EEXIST' && (await this.#statOf(target))?.identity === stat.identity) return;
          throw error;
        }
      });
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT' && (await this.#statOf(source)) === null) return null;
      if (code === 'EXDEV') return this.#copy(source, name, stat);
      // Files of others where the kernel protects hard links; file systems without them.
      if (code === 'EPERM' || code === 'EMLINK' || code === 'ENOTSUP' || code === 'EOPNOTSUPP') {
        return this.#rename(source, name, stat);
      }
      throw error;
    }
    return { removeSource: () => this.#unlink(source) };
  }

  /** The archive is on another file system. What cannot be read as an entry of a queue is not copied. */
  async #copy(source: string, name: string, stat: FileStat): Promise<Archived> {
    const rules = { permits: () => true, maxBytes: MAX_ENTRY_BYTES, anyLinks: true };
    const read = await readObject(this.#store, source, rules);
    if (read.kind !== 'content') return this.#setAside(source, stat);
    await this.#underFreeName(name, (path) =>
      createByLink(this.#store, { path, bytes: read.bytes, prefix: this.#prefix }),
    );
    return { removeSource: () => this.#unlink(source) };
  }

  async #rename(source: string, name: string, stat: FileStat): Promise<Archived> {
    try {
      await this.#underFreeName(name, (target) => this.#renameOnto(source, target, stat));
    } catch (error) {
      if (errnoOf(error) === 'EXDEV') return this.#setAside(source, stat);
      throw error;
    }
    return DONE;
  }

  /** Out of the way, where it cannot leave the file system it is on. */
  async #setAside(source: string, stat: FileStat): Promise<Archived> {
    await this.#renameOnto(source, randomName(`${source}.aside-`), stat);
    return DONE;
  }

  /** rename() replaces what it finds, so it is given something of ours to replace: an empty file or directory. */
  async #renameOnto(source: string, target: string, stat: FileStat): Promise<void> {
    const { fs } = this.#store;
    const isDirectory = stat.kind === 'directory';
    if (isDirectory) await fs.makeDirectory(target, 0o700);
    else await (await fs.openNew(target, 0o600)).close();
    try {
      await fs.rename(source, target);
    } catch (error) {
      await (isDirectory ? fs.removeDirectory(target) : fs.unlink(target)).catch(() => undefined);
      throw error;
    }
  }

  async #underFreeName(name: string, place: (path: string) => Promise<void>): Promise<void> {
    let path = inArchive(this.#store, name);
    for (let attempt = 1; ; attempt++) {
      try {
        return await place(path);
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST' || attempt === ATTEMPTS) throw error;
        path = randomName(`${inArchive(this.#store, name)}.`);
      }
    }
  }

  async #unlink(path: string): Promise<void> {
    try {
      await this.#store.fs.unlink(path);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  async #statOf(path: string): Promise<FileStat | null> {
    try {
      return await this.#store.fs.lstat(path);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    }
  }
}

const DONE: Archived = { removeSource: () => Promise.resolve() };
