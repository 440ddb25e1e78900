import { dirname, join } from 'node:path';
import { fileMode } from './access.ts';
import { errnoOf } from './errno.ts';
import { randomName, type Store } from './store.ts';

export interface NewFile {
  /** Where it is to stand. */
  readonly path: string;
  readonly bytes: Buffer;
  /** How its temporary name begins. */
  readonly prefix: string;
  /** Its time of modification, where that says something. */
  readonly modifiedMs?: number;
}

/**
 * Creates a file that is complete from the moment it has its name, and never replaces one (Q6): a temporary name, fsync,
 * `link`, `unlink`. The directory is the caller's to sync. When this rejects, nothing stands under the name, unless
 * removing it again failed as well, which is logged as `not_removed`; `EEXIST` says that the name was taken.
 */
export async function createByLink(store: Store, file: NewFile): Promise<void> {
  const temporary = await writeTemporary(store, file, true);
  try {
    await linkInto(store, temporary, file.path);
  } catch (error) {
    await removeQuietly(store, temporary);
    throw error;
  }
  try {
    await store.fs.unlink(temporary);
  } catch (error) {
    // With two names it would be taken for malformed: rather none.
    await removeQuietly(store, file.path);
    await removeQuietly(store, temporary);
    throw error;
  }
}

/** Replaces a file of ours atomically. Not synced: what stands in it is information only. */
export async function replaceFile(store: Store, file: NewFile): Promise<void> {
  const temporary = await writeTemporary(store, file, false);
  try {
    await store.fs.rename(temporary, file.path);
  } catch (error) {
    await removeQuietly(store, temporary);
    throw error;
  }
}

async function writeTemporary(store: Store, file: NewFile, durable: boolean): Promise<string> {
  const path = join(dirname(file.path), randomName(file.prefix));
  const mode = fileMode(store.access);
  const handle = await store.fs.openNew(path, mode);
  try {
    try {
      if (store.access.group !== null) await handle.setAccess(mode, store.access.group);
      await handle.write(file.bytes);
      if (file.modifiedMs !== undefined) await handle.setModified(file.modifiedMs);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await removeQuietly(store, path);
    throw error;
  }
  return path;
}

/** Over NFS the answer to a `link` that succeeded may be lost; the number of names tells. */
async function linkInto(store: Store, temporary: string, path: string): Promise<void> {
  try {
    await store.fs.link(temporary, path);
  } catch (error) {
    const stat = await store.fs.lstat(temporary).catch(() => null);
    if (stat?.links !== 2) throw error;
  }
}

/** For names of ours on the way out of a failure: what cannot be removed is reported, and swept at the next start. */
export async function removeQuietly(store: Store, path: string): Promise<void> {
  try {
    await store.fs.unlink(path);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'ENOENT') store.log({ event: 'not_removed', id: null, detail: code });
  }
}
