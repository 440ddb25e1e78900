import type { ProposalId } from '../../core/approval/proposal.ts';
import { QueueError } from '../../core/approval/queue-port.ts';
import { syncDirectory } from './directory.ts';
import { errnoOf, queueError } from './errno.ts';
import { fileName } from './names.ts';
import { MAX_ENTRY_BYTES } from './read-object.ts';
import { inArchive, inQueue, type Store } from './store.ts';
import { createByLink, removeQuietly } from './write-object.ts';

/**
 * Writes `<id>.proposal.json`; durable when it resolves. When it rejects, no proposal of this id was left by us, unless
 * removing it failed too (logged as `not_removed`): nobody listens for an answer to that one, and the next start archives
 * it as orphaned.
 * Rejects with QueueError `exists` where any trace of the id is there already (Q3), else `write_failed` or `gone`.
 */
export async function writeProposal(
  store: Store,
  prefix: string,
  id: ProposalId,
  bytes: Buffer,
): Promise<void> {
  if (bytes.length > MAX_ENTRY_BYTES) throw new QueueError('write_failed', 'larger than any reader takes');
  const path = inQueue(store, fileName(id, 'proposal'));
  try {
    await refuseUsedId(store, id);
    await createByLink(store, { path, bytes, prefix });
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') throw new QueueError('exists', 'the id is in use');
    throw queueError(code === 'ENOENT' ? 'gone' : 'write_failed', error);
  }
  try {
    await syncDirectory(store, store.directory);
  } catch (error) {
    await removeQuietly(store, path);
    throw queueError('write_failed', error);
  }
}

/** An answer, a state or an archive of this id from before: somebody guessed it, or it was used. */
async function refuseUsedId(store: Store, id: ProposalId): Promise<void> {
  const paths = [
    inQueue(store, fileName(id, 'response')),
    inQueue(store, fileName(id, 'state')),
    inArchive(store, fileName(id, 'proposal')),
    inArchive(store, fileName(id, 'response')),
    inArchive(store, fileName(id, 'outcome')),
  ];
  const found = await Promise.all(paths.map((path) => exists(store, path)));
  if (found.includes(true)) throw new QueueError('exists', 'the id is in use');
}

async function exists(store: Store, path: string): Promise<boolean> {
  try {
    await store.fs.lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
