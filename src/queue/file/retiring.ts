import type { ProposalOutcome } from '../../core/approval/proposal.ts';
import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import { isOperator } from './access.ts';
import { Archive } from './archive.ts';
import { archiveClosed } from './closing.ts';
import { prepareFolder } from './directory.ts';
import { readAnswer } from './entries.ts';
import { errnoOf } from './errno.ts';
import { ANSWER_PREFIX, fileName } from './names.ts';
import { inQueue, type Store } from './store.ts';

/** The gateway closes these itself, and must be the one to. */
const GATEWAYS_OWN = 'egress-token-allow';

/** The daemon that asked looks for its answer more often than that. */
const GRACE_MS = 30_000;

/**
 * Archives the proposals of other tools that are answered, once the daemon that asked has had the time to do it: without
 * this, what a daemon asked that is gone would stay answered for ever. Returns those that are still open. One that nobody
 * answered stays: its daemon may read the clock otherwise than we do, and a person can reject it.
 */
export async function retireOthers(
  store: Store,
  items: readonly QueuedProposal[],
): Promise<readonly QueuedProposal[]> {
  if (!isOperator(store.access.ownUid, store.access)) return items;
  const open: QueuedProposal[] = [];
  for (const item of items) {
    const mayRetire = item.answered && item.proposal.tool !== GATEWAYS_OWN;
    if (!mayRetire || !(await isRetired(store, item))) open.push(item);
  }
  return open;
}

async function isRetired(store: Store, item: QueuedProposal): Promise<boolean> {
  const { id } = item.proposal;
  try {
    const reason = await reasonToRetire(store, item);
    if (reason === null) return false;
    const outcome: ProposalOutcome = {
      version: 1,
      proposal_id: id,
      reason,
      closed_at: store.clock.wall().toISOString(),
      waiters: item.state?.waiters ?? [],
      requests: item.state?.requests ?? 0,
    };
    await prepareFolder(store, store.archive);
    const archive = new Archive(store, ANSWER_PREFIX);
    await archiveClosed(store, archive, { id, outcome, original: null, resumed: true });
    return true;
  } catch (error) {
    store.log({ event: 'archive_failed', id, detail: errnoOf(error) });
    return false;
  }
}

async function reasonToRetire(
  store: Store,
  { proposal, digest }: QueuedProposal,
): Promise<'decided' | 'malformed' | null> {
  const stat = await store.fs.lstat(inQueue(store, fileName(proposal.id, 'response')));
  if (store.clock.wall().getTime() - stat.modifiedMs < GRACE_MS) return null;
  const answer = await readAnswer(store, proposal.id, digest);
  return answer.kind === 'answer' ? 'decided' : 'malformed';
}
