import type { ProposalId, ProposalOutcome } from '../../core/approval/proposal.ts';
import { QueueError } from '../../core/approval/queue-port.ts';
import { serialiseOutcome } from '../../core/approval/state-files.ts';
import type { Archive } from './archive.ts';
import { syncDirectory } from './directory.ts';
import { readQuestion } from './entries.ts';
import { errnoOf } from './errno.ts';
import { fileName } from './names.ts';
import { MAX_STATE_BYTES } from './read-object.ts';
import { inQueue, type Store } from './store.ts';

export interface Closed {
  readonly id: ProposalId;
  readonly outcome: ProposalOutcome;
  /** What was published: it is archived even where the file was altered or deleted since (Q22). Null: not known. */
  readonly original: Buffer | null;
  /** An outcome that stands already is the right one: an earlier closing was cut short. */
  readonly resumed: boolean;
}

/**
 * Archives a closed proposal with its answer, and removes its state. Each step leaves what a later attempt, or the next
 * start, can go on from: the outcome comes first, and the answer has its name in the archive before the proposal leaves
 * the queue. It is looked for once more after that: an operator whose answer is in neither place came too late.
 * Stops at the first failure and rejects with QueueError `archive_failed`.
 */
export async function archiveClosed(store: Store, archive: Archive, closed: Closed): Promise<void> {
  const { id } = closed;
  try {
    await writeOutcome(archive, closed);
    const early = await archive.add(id, 'response');
    await archiveProposal(store, archive, closed);
    const answer = early ?? (await archive.add(id, 'response'));
    await answer?.removeSource();
    await removeState(store, id);
    await syncDirectory(store, store.archive);
    await syncDirectory(store, store.directory);
  } catch (error) {
    throw new QueueError('archive_failed', errnoOf(error));
  }
}

async function writeOutcome(archive: Archive, closed: Closed): Promise<void> {
  if (closed.resumed && (await archive.has(closed.id, 'outcome'))) return;
  // The archive is listed by this time.
  const closedAt = Date.parse(closed.outcome.closed_at);
  await archive.write(
    closed.id,
    'outcome',
    boundedOutcome(closed.outcome),
    Number.isNaN(closedAt) ? undefined : closedAt,
  );
}

/** A file that no reader would take tells nobody anything: the count stays, the list goes. */
function boundedOutcome(outcome: ProposalOutcome): Buffer {
  const bytes = serialiseOutcome(outcome);
  return bytes.length <= MAX_STATE_BYTES ? bytes : serialiseOutcome({ ...outcome, waiters: [] });
}

async function archiveProposal(store: Store, archive: Archive, closed: Closed): Promise<void> {
  const { id, original } = closed;
  if (original !== null && !(closed.resumed && (await archive.has(id, 'proposal')))) {
    const found = await readQuestion(store, id);
    if (found.kind !== 'content' || !found.bytes.equals(original)) {
      store.log({ event: 'proposal_altered', id, detail: found.kind === 'absent' ? 'deleted' : 'changed' });
      await archive.write(id, 'proposal', original);
    }
  }
  await archive.move(id, 'proposal');
}

export async function removeState(store: Store, id: ProposalId): Promise<void> {
  try {
    await store.fs.unlink(inQueue(store, fileName(id, 'state')));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
