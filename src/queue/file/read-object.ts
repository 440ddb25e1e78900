import { foreignWriters } from './access.ts';
import { errnoOf, queueError } from './errno.ts';
import type { FileStat, OpenFile } from './file-system.ts';
import type { Store } from './store.ts';

/** Proposals and responses: contract.md, "Queue directory". */
export const MAX_ENTRY_BYTES = 65_536;
/** States and outcomes list every waiter, so they may grow with `hold.max_held`. */
export const MAX_STATE_BYTES = 1_048_576;

export interface ReadRules {
  /** Whose files are taken. */
  readonly permits: (uid: number) => boolean;
  readonly maxBytes: number;
  /** An archived file has two names while it is being moved; only what carries authority must have one. */
  readonly anyLinks?: boolean;
}

export type ReadResult =
  | { readonly kind: 'content'; readonly bytes: Buffer }
  | { readonly kind: 'absent' }
  /** Two names: its writer has linked it into place and not removed the temporary name yet. */
  | { readonly kind: 'not_yet' }
  /** An object that no reader takes; `reason` is in our own words. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads a file of the queue once, from one descriptor, whatever lies under the name (Q5): no link is followed, no pipe
 * waited for, and type, owner, mode, size and link count are those of the object that is read.
 * Rejects with a QueueError `read_failed` where the system fails.
 */
export async function readObject(store: Store, path: string, rules: ReadRules): Promise<ReadResult> {
  let file: OpenFile;
  try {
    file = await store.fs.openToRead(path);
  } catch (error) {
    return refusalToOpen(store, path, error);
  }
  try {
    return await readOpen(store, file, rules);
  } catch (error) {
    if (errnoOf(error) === 'EISDIR') return refused('a directory');
    throw queueError('read_failed', error);
  } finally {
    await file.close();
  }
}

async function refusalToOpen(store: Store, path: string, error: unknown): Promise<ReadResult> {
  switch (errnoOf(error)) {
    case 'ENOENT':
      return { kind: 'absent' };
    case 'ELOOP':
    case 'EMLINK': // FreeBSD's answer to O_NOFOLLOW
      return refused('a symbolic link');
    case 'ENXIO':
    case 'ENODEV':
    case 'EOPNOTSUPP':
      return refused('no regular file');
    case 'EACCES':
    case 'EPERM':
      return unreadable(store, path, error);
    default:
      throw queueError('read_failed', error);
  }
}

/** One file that we may not read is its writer's fault; a directory that we may not enter is the store's. */
async function unreadable(store: Store, path: string, error: unknown): Promise<ReadResult> {
  try {
    await store.fs.lstat(path);
  } catch (second) {
    if (errnoOf(second) === 'ENOENT') return { kind: 'absent' };
    throw queueError('read_failed', error);
  }
  return refused('not readable for us');
}

async function readOpen(store: Store, file: OpenFile, rules: ReadRules): Promise<ReadResult> {
  const stat = await file.stat();
  const refusal = refusalOf(store, stat, rules);
  if (refusal !== null) return refusal;
  // One byte more than allowed tells a file that grows while it is read from one that fits.
  const buffer = Buffer.alloc(Math.min(rules.maxBytes, Math.max(stat.size, 4096)) + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = await file.read(buffer, length);
    if (count === 0) break;
    length += count;
  }
  if (length > rules.maxBytes) return refused('too large');
  // It grew past what was there at first sight: a writer is at work.
  if (length === buffer.length) return { kind: 'not_yet' };
  return { kind: 'content', bytes: buffer.subarray(0, length) };
}

function refusalOf(store: Store, stat: FileStat, rules: ReadRules): ReadResult | null {
  if (stat.kind === 'directory') return refused('a directory');
  if (stat.kind !== 'file') return refused('no regular file');
  if (!rules.permits(stat.uid)) return refused('of a user who is no operator');
  const writers = foreignWriters(stat, store.access);
  if (writers !== null) return refused(writers);
  if (stat.size > rules.maxBytes) return refused('too large');
  if (stat.links === 0) return { kind: 'absent' };
  if (stat.links === 1 || rules.anyLinks === true) return null;
  return stat.links === 2 ? { kind: 'not_yet' } : refused('a hard link');
}

function refused(reason: string): ReadResult {
  return { kind: 'refused', reason };
}
