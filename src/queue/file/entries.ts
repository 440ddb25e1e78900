import {
  digestOf,
  type Proposal,
  type ProposalId,
  type ProposalOutcome,
  type ProposalState,
  parseProposal,
} from '../../core/approval/proposal.ts';
import { type ExpectedResponse, parseResponse, type Response } from '../../core/approval/response.ts';
import { parseOutcome, parseState } from '../../core/approval/state-files.ts';
import { isOperator, isPermitted } from './access.ts';
import { fileName } from './names.ts';
import {
  MAX_ENTRY_BYTES,
  MAX_STATE_BYTES,
  type ReadResult,
  type ReadRules,
  readObject,
} from './read-object.ts';
import { inArchive, inQueue, type Store } from './store.ts';

export interface ReadProposal {
  readonly proposal: Proposal;
  readonly digest: string;
}

export type ReadAnswer =
  | { readonly kind: 'answer'; readonly response: Response }
  | { readonly kind: 'absent' }
  | { readonly kind: 'not_yet' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The open proposal of this id; null for anything that is none. */
export async function readProposal(store: Store, id: ProposalId): Promise<ReadProposal | null> {
  return proposalIn(await readQuestion(store, id), id);
}

/** As {@link readProposal}, also while a crash has left it with a second name: nobody is to decide on this one. */
export async function readLeftover(store: Store, id: ProposalId): Promise<ReadProposal | null> {
  const rules = { ...questions(store), anyLinks: true };
  return proposalIn(await readObject(store, inQueue(store, fileName(id, 'proposal')), rules), id);
}

export async function readArchivedProposal(store: Store, id: ProposalId): Promise<ReadProposal | null> {
  const rules = { ...questions(store), anyLinks: true };
  return proposalIn(await readObject(store, inArchive(store, fileName(id, 'proposal')), rules), id);
}

/** What lies under an open proposal's name, byte for byte. */
export function readQuestion(store: Store, id: ProposalId): Promise<ReadResult> {
  return readObject(store, inQueue(store, fileName(id, 'proposal')), questions(store));
}

/** The answer to an open proposal, as the gateway must judge it: the only reading that carries authority. */
export async function readAnswer(store: Store, id: ProposalId, digest: string): Promise<ReadAnswer> {
  const read = await readObject(store, inQueue(store, fileName(id, 'response')), answers(store));
  return answerIn(read, { id, digest, key: store.responseKey });
}

/** What was taken, or not taken, when it was answered: a key of today decides nothing about it. */
export async function readArchivedAnswer(
  store: Store,
  id: ProposalId,
  digest: string,
): Promise<Response | null> {
  const rules = { ...answers(store), anyLinks: true };
  const read = await readObject(store, inArchive(store, fileName(id, 'response')), rules);
  const answer = answerIn(read, { id, digest });
  return answer.kind === 'answer' ? answer.response : null;
}

export async function readState(store: Store, id: ProposalId): Promise<ProposalState | null> {
  const read = await readObject(store, inQueue(store, fileName(id, 'state')), notes(store));
  if (read.kind !== 'content') return null;
  const parsed = parseState(read.bytes);
  return parsed.kind === 'state' ? parsed.state : null;
}

export async function readOutcome(store: Store, id: ProposalId): Promise<ProposalOutcome | null> {
  const read = await readObject(store, inArchive(store, fileName(id, 'outcome')), notes(store));
  if (read.kind !== 'content') return null;
  const parsed = parseOutcome(read.bytes);
  return parsed.kind === 'outcome' && parsed.outcome.proposal_id === id ? parsed.outcome : null;
}

function proposalIn(read: ReadResult, id: ProposalId): ReadProposal | null {
  if (read.kind !== 'content') return null;
  const parsed = parseProposal(read.bytes);
  if (parsed.kind !== 'proposal' || parsed.proposal.id !== id) return null;
  return { proposal: parsed.proposal, digest: digestOf(read.bytes) };
}

function answerIn(read: ReadResult, expected: ExpectedResponse): ReadAnswer {
  if (read.kind === 'refused') return { kind: 'malformed', reason: read.reason };
  if (read.kind !== 'content') return read;
  const parsed = parseResponse(read.bytes, expected);
  if (parsed.kind === 'incomplete') return { kind: 'not_yet' };
  if (parsed.kind === 'malformed') return parsed;
  return { kind: 'answer', response: parsed.response };
}

function questions(store: Store): ReadRules {
  return { permits: (uid) => isPermitted(uid, store.access), maxBytes: MAX_ENTRY_BYTES };
}

function answers(store: Store): ReadRules {
  return { permits: (uid) => isOperator(uid, store.access), maxBytes: MAX_ENTRY_BYTES };
}

function notes(store: Store): ReadRules {
  return { permits: (uid) => isPermitted(uid, store.access), maxBytes: MAX_STATE_BYTES, anyLinks: true };
}
