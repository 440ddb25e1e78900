import type { ProposalId, ProposalOutcome, ProposalState } from '../../core/approval/proposal.ts';
import type { Archive } from './archive.ts';
import { archiveClosed, removeState } from './closing.ts';
import { type ReadProposal, readArchivedProposal, readLeftover, readState } from './entries.ts';
import { ANSWER_PREFIX, type EntryKind, parseFileName } from './names.ts';
import { inArchive, inQueue, type Store } from './store.ts';
import { removeQuietly } from './write-object.ts';

/** The tool whose proposals the gateway asks itself, and must not outlive it. */
const OWN_TOOL = 'egress-token-allow';
/** A supervisor needs milliseconds from its temporary name to the final one. */
const ABANDONED_MS = 3_600_000;

/**
 * Archives what an earlier process of this bottle left behind (Q13); none of it is honoured. Proposals of other bottles
 * and tools, their answers, and files that are no entries of a queue stay as they are.
 * Rejects with a QueueError where a proposal of ours cannot be read or archived.
 */
export async function archiveOrphans(store: Store, archive: Archive, bottle: string): Promise<ProposalId[]> {
  const entries = await listEntries(store);
  const orphans: ProposalId[] = [];
  for (const id of entries.proposal) {
    const found = await readLeftover(store, id);
    if (found === null || !isOurs(found, bottle)) continue;
    await archiveOrphan(store, archive, id);
    orphans.push(id);
  }
  await archiveStrays(store, archive, bottle, entries);
  return orphans;
}

/** Removes temporary names that a crash left, so that what they were linked to has one name again. */
export async function removeTemporaries(store: Store, prefix: string): Promise<void> {
  for (const [directory, place] of [
    [store.directory, inQueue] as const,
    [store.archive, inArchive] as const,
  ]) {
    const names: string[] = [];
    for await (const name of store.fs.names(directory)) {
      if (name.startsWith(prefix) || name.startsWith(ANSWER_PREFIX)) names.push(name);
    }
    for (const name of names) {
      const path = place(store, name);
      if (name.startsWith(prefix) || (await isAbandoned(store, path))) await removeQuietly(store, path);
    }
  }
}

/** A response or state without its proposal: whoever closed that was cut short, or somebody answered nothing. */
async function archiveStrays(
  store: Store,
  archive: Archive,
  bottle: string,
  entries: Record<EntryKind, ReadonlySet<ProposalId>>,
): Promise<void> {
  for (const kind of ['response', 'state'] as const) {
    for (const id of entries[kind]) {
      if (entries.proposal.has(id)) continue;
      const archived = await readArchivedProposal(store, id);
      if (archived !== null && !isOurs(archived, bottle)) continue;
      if (kind === 'state') await removeState(store, id).catch(() => undefined);
      else if (await archive.move(id, 'response')) {
        store.log({ event: 'stray_answer_archived', id, detail: 'left from an earlier process' });
      }
    }
  }
}

async function archiveOrphan(store: Store, archive: Archive, id: ProposalId): Promise<void> {
  const state: ProposalState = (await readState(store, id)) ?? { waiters: [], requests: 0 };
  const outcome: ProposalOutcome = {
    version: 1,
    proposal_id: id,
    reason: 'orphaned',
    closed_at: store.clock.wall().toISOString(),
    waiters: state.waiters,
    requests: state.requests,
  };
  await archiveClosed(store, archive, { id, outcome, original: null, resumed: true });
  store.log({ event: 'orphan_archived', id, detail: 'left from an earlier process' });
}

async function listEntries(store: Store): Promise<Record<EntryKind, Set<ProposalId>>> {
  const entries = {
    proposal: new Set<ProposalId>(),
    response: new Set<ProposalId>(),
    state: new Set<ProposalId>(),
    outcome: new Set<ProposalId>(),
  };
  for await (const name of store.fs.names(store.directory)) {
    const entry = parseFileName(name);
    if (entry !== null) entries[entry.kind].add(entry.id);
  }
  return entries;
}

function isOurs(found: ReadProposal, bottle: string): boolean {
  return found.proposal.tool === OWN_TOOL && found.proposal.bottle_slug === bottle;
}

async function isAbandoned(store: Store, path: string): Promise<boolean> {
  const stat = await store.fs.lstat(path).catch(() => null);
  return stat !== null && store.clock.wall().getTime() - stat.modifiedMs > ABANDONED_MS;
}
