import type { ProposalId } from '../../core/approval/proposal.ts';
import { QueueError, type RespondResult } from '../../core/approval/queue-port.ts';
import { parseResponse, type Response, serialiseResponse } from '../../core/approval/response.ts';
import { isOperator } from './access.ts';
import { PATIENCE_MS } from './answers.ts';
import { syncDirectory } from './directory.ts';
import {
  type ReadAnswer,
  readAnswer,
  readArchivedAnswer,
  readArchivedProposal,
  readProposal,
} from './entries.ts';
import { errnoOf, queueError } from './errno.ts';
import { ANSWER_PREFIX, fileName } from './names.ts';
import { inQueue, type Store } from './store.ts';
import { createByLink, removeQuietly } from './write-object.ts';

const AGAIN_MS = 10;

/** Writes an operator's answer, unless there is one: `link` lets exactly one of all that race succeed. */
export async function answerProposal(store: Store, response: Response): Promise<RespondResult> {
  const { proposal_id: id } = response;
  if (!isOperator(store.access.ownUid, store.access)) {
    throw new QueueError('not_usable', 'this user is no operator of the queue');
  }
  const asked = await readProposal(store, id);
  if (asked === null) return closedAlready(store, id);
  const bytes = serialiseResponse(response);
  // What the gateway would call malformed is not written: it would cost every waiter its request.
  const expected = { id, digest: asked.digest, key: store.responseKey };
  if (parseResponse(bytes, expected).kind !== 'response') {
    throw new QueueError('write_failed', 'no valid answer to the proposal as it stands');
  }
  const path = inQueue(store, fileName(id, 'response'));
  try {
    await createByLink(store, { path, bytes, prefix: ANSWER_PREFIX });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw queueError('write_failed', error);
    return { kind: 'already_decided', response: await firstAnswer(store, id, asked.digest) };
  }
  if (await isGone(store, inQueue(store, fileName(id, 'proposal')))) {
    return closedMeanwhile(store, path, response, asked.digest);
  }
  await syncQuietly(store);
  return { kind: 'recorded' };
}

/** Where that cannot be told the answer counts as recorded: it stands there. */
async function isGone(store: Store, path: string): Promise<boolean> {
  return store.fs.lstat(path).then(
    () => false,
    (error: unknown) => errnoOf(error) === 'ENOENT',
  );
}

/** The answer stands, and a gateway may have acted on it: that it may not survive a crash takes nothing back. */
async function syncQuietly(store: Store): Promise<void> {
  try {
    await syncDirectory(store, store.directory);
  } catch (error) {
    store.log({ event: 'answer_not_synced', id: null, detail: errnoOf(error) });
  }
}

/** The gateway archives an answer it has taken before the proposal goes: one that is not there came too late. */
async function closedMeanwhile(
  store: Store,
  path: string,
  response: Response,
  digest: string,
): Promise<RespondResult> {
  const archived = await readArchivedAnswer(store, response.proposal_id, digest);
  if (archived !== null && serialiseResponse(archived).equals(serialiseResponse(response))) {
    return { kind: 'recorded' };
  }
  await removeQuietly(store, path);
  return archived === null ? { kind: 'unknown' } : { kind: 'already_decided', response: archived };
}

async function closedAlready(store: Store, id: ProposalId): Promise<RespondResult> {
  const asked = await readArchivedProposal(store, id);
  if (asked === null) return { kind: 'unknown' };
  const response = await readArchivedAnswer(store, id, asked.digest);
  return response === null ? { kind: 'unknown' } : { kind: 'already_decided', response };
}

/** The answer that was first, wherever it stands by now; null where it cannot be read. */
async function firstAnswer(store: Store, id: ProposalId, digest: string): Promise<Response | null> {
  const start = store.clock.monotonic();
  let found: ReadAnswer;
  for (;;) {
    found = await readAnswer(store, id, digest);
    if (found.kind !== 'not_yet' || store.clock.monotonic() - start >= PATIENCE_MS) break;
    await new Promise<void>((resolve) => store.clock.after(AGAIN_MS, resolve, 'keep_alive'));
  }
  if (found.kind === 'answer') return found.response;
  return readArchivedAnswer(store, id, digest);
}
