import { dirname } from 'node:path';
import { QueueError } from '../../core/approval/queue-port.ts';
import { directoryMode, foreignWriters, isPermitted } from './access.ts';
import { errnoOf, queueError } from './errno.ts';
import type { FileStat } from './file-system.ts';
import type { Store } from './store.ts';

/**
 * Creates a directory of the queue where it is absent, private to us (or to the configured group), and checks it.
 * Parents that are missing are created private.
 */
export async function prepareDirectory(store: Store, path: string): Promise<FileStat> {
  try {
    await store.fs.makeParents(dirname(path), 0o700);
    await store.fs.makeDirectory(path, 0o700);
    await shareWithGroup(store, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw queueError('not_usable', error);
  }
  return checkDirectory(store, path);
}

/** As {@link prepareDirectory} for a folder of the queue, which must be there already: a view never makes a queue. */
export async function prepareFolder(store: Store, path: string): Promise<void> {
  await checkDirectory(store, store.directory);
  try {
    await store.fs.makeDirectory(path, 0o700);
    await shareWithGroup(store, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw queueError('write_failed', error);
  }
  await checkDirectory(store, path);
}

async function shareWithGroup(store: Store, path: string): Promise<void> {
  if (store.access.group === null) return;
  const directory = await store.fs.openDirectory(path);
  try {
    await directory.setAccess(directoryMode(store.access), store.access.group);
  } finally {
    await directory.close();
  }
}

/** Q1: a real directory, of ours or an operator's, in which nobody else can create names. */
export async function checkDirectory(store: Store, path: string): Promise<FileStat> {
  let stat: FileStat;
  try {
    stat = await store.fs.lstat(path);
  } catch (error) {
    const code = errnoOf(error);
    throw new QueueError(code === 'ENOENT' || code === 'ENOTDIR' ? 'gone' : 'not_usable', code);
  }
  if (stat.kind === 'symlink') throw new QueueError('not_private', 'the directory is a symbolic link');
  if (stat.kind !== 'directory') throw new QueueError('not_usable', 'not a directory');
  if (!isPermitted(stat.uid, store.access)) {
    throw new QueueError('not_private', 'the directory belongs to a user who is no operator');
  }
  const writers = foreignWriters(stat, store.access);
  if (writers !== null) throw new QueueError('not_private', `the directory is ${writers}`);
  return stat;
}

/** Makes new and removed names durable. */
export async function syncDirectory(store: Store, path: string): Promise<void> {
  const directory = await store.fs.openDirectory(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
