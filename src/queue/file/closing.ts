import type { ProposalId, ProposalOutcome } from '../../core/approval/proposal.ts';
import { QueueError } from '../../core/approval/queue-port.ts';
import { serialiseOutcome } from '../../core/approval/state-files.ts';
import type { Archive, Archived } from './archive.ts';
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
 * Archives a closed proposal with its answer, and removes its state. The answer has its name in the archive before the
 * proposal leaves the queue, and is looked for once more after that: an operator whose answer is in neither place knows
 * that it came too late. A step that fails does not keep the others from being tried.
 * Rejects with QueueError `archive_failed`, naming the first failure.
 */
export async function archiveClosed(store: Store, archive: Archive, closed: Closed): Promise<void> {
  const { id } = closed;
  const failures: string[] = [];
  const attempt = async (step: () => Promise<unknown>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      failures.push(errnoOf(error));
    }
  };
  let answer: Archived | null = null;
  await attempt(() => writeOutcome(archive, closed));
  await attempt(async () => {
    answer = await archive.add(id, 'response');
  });
  await attempt(() => archiveProposal(store, archive, closed));
  await attempt(async () => {
    answer ??= await archive.add(id, 'response');
    await answer?.removeSource();
  });
  await attempt(() => removeState(store, id));
  await attempt(() => syncDirectory(store, store.archive));
  await attempt(() => syncDirectory(store, store.directory));
  const [first] = failures;
  if (first === undefined) return;
  store.log({ event: 'archive_failed', id, detail: first });
  throw new QueueError('archive_failed', first);
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
