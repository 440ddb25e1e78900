import { createHash } from 'node:crypto';
import { isProposalId, type ProposalId } from '../../core/approval/proposal.ts';

/** The folder of the archive, inside the queue directory. */
export const ARCHIVE = 'processed';

export type EntryKind = 'proposal' | 'response' | 'state' | 'outcome';

/** Takes a checked id only, so that no text from outside becomes part of a path (Q4). */
export function fileName(id: ProposalId, kind: EntryKind): string {
  return `${id}.${kind}.json`;
}

/** The id and kind that a name stands for; null for every other name. */
export function parseFileName(name: string): { id: ProposalId; kind: EntryKind } | null {
  const [id = '', kind = '', extension, ...rest] = name.split('.', 4);
  if (extension !== 'json' || rest.length > 0 || !isEntryKind(kind) || !isProposalId(id)) return null;
  return { id, kind };
}

function isEntryKind(text: string): text is EntryKind {
  return text === 'proposal' || text === 'response' || text === 'state' || text === 'outcome';
}

/**
 * Names of files that are still being written. Those of a gateway carry its bottle, so that its successor can tell
 * what a crash left behind from what another daemon writes at this moment.
 */
export function temporaryPrefix(bottle: string): string {
  return `.decant-${createHash('sha256').update(bottle).digest('hex').slice(0, 16)}-`;
}

export const ANSWER_PREFIX = '.decant-answer-';

/** The folder in which active views show themselves, inside the queue directory. */
export const OPERATORS = 'operators';

/** The decision log, what stands beside it and who is writing it. */
export const LOG = 'decisions.jsonl';
export const LOG_HEAD = 'decisions.head.json';
export const LOG_LOCK = 'decisions.lock';
