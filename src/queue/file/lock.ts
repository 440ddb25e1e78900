import { QueueError } from '../../core/approval/queue-port.ts';
import { errnoOf } from './errno.ts';
import type { FileStat } from './file-system.ts';
import { randomName, type Store } from './store.ts';
import { removeQuietly } from './write-object.ts';

const AGAIN_MS = 2;
/** Whoever holds it needs milliseconds: an older one was left behind by a crash. */
const ABANDONED_MS = 10_000;
/** Others before us need milliseconds each; a crash before us costs its ten seconds. */
const PATIENCE_MS = 15_000;

/**
 * Does something that only one process may do at a time. The lock is a file that is created where there is none, and removed
 * afterwards. Rejects with QueueError `write_failed` where it cannot be had.
 */
export async function locked<T>(store: Store, path: string, work: () => Promise<T>): Promise<T> {
  const start = store.clock.monotonic();
  while (!(await taken(store, path))) {
    if (store.clock.monotonic() - start > PATIENCE_MS) {
      throw new QueueError('write_failed', 'the lock is never free');
    }
    await new Promise<void>((resolve) => store.clock.after(AGAIN_MS, resolve, 'keep_alive'));
  }
  try {
    return await work();
  } finally {
    await removeQuietly(store, path);
  }
}

async function taken(store: Store, path: string): Promise<boolean> {
  try {
    await (await store.fs.openNew(path, 0o600)).close();
    return true;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  const stat = await statOf(store, path);
  const age = stat === null ? 0 : store.clock.wall().getTime() - stat.modifiedMs;
  if (stat !== null && age > ABANDONED_MS) await setAside(store, path, stat);
  return false;
}

/** Of several who find it abandoned one moves it; what another has put in its place meanwhile is given back. */
async function setAside(store: Store, path: string, abandoned: FileStat): Promise<void> {
  const aside = randomName(`${path}.`);
  try {
    await store.fs.rename(path, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await statOf(store, aside);
  if (moved?.identity !== abandoned.identity) await store.fs.link(aside, path).catch(() => undefined);
  await removeQuietly(store, aside);
}

async function statOf(store: Store, path: string): Promise<FileStat | null> {
  try {
    return await store.fs.lstat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
