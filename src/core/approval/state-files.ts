import { z } from 'zod';
import type { ProposalOutcome, ProposalState } from './proposal.ts';
import { idSchema, isProposalId, timeSchema } from './proposal.ts';
import type { FileProblem } from './strict-file.ts';
import { readFile } from './strict-file.ts';

const waiters = z.array(
  z.strictObject({
    client: z.string().describe('The client as its User-Agent names it'),
    since: timeSchema,
    gives_up_at: timeSchema.nullable().describe('When a client of this kind is known to give up'),
  }),
);
const requests = z
  .number()
  .int()
  .nonnegative()
  .describe('Requests that raised this question, waiting or gone');

export const stateSchema = z
  .strictObject({ waiters, requests })
  .describe('<id>.state.json: information, never authority');

export const outcomeSchema = z
  .strictObject({
    version: z.literal(1),
    proposal_id: idSchema,
    reason: z.enum(['decided', 'malformed', 'expired', 'superseded', 'withdrawn', 'orphaned']),
    closed_at: timeSchema,
    waiters,
    requests,
  })
  .describe('<id>.outcome.json: the last state of an archived proposal and why it was closed');

/** The bytes of `<id>.state.json`. */
export function serialiseState(state: ProposalState): Buffer {
  return toBytes({ waiters: state.waiters, requests: state.requests });
}

/** The bytes of `<id>.outcome.json`. */
export function serialiseOutcome(outcome: ProposalOutcome): Buffer {
  return toBytes(outcome);
}

export function parseState(bytes: Buffer): { kind: 'state'; state: ProposalState } | FileProblem {
  const file = readFile(bytes, stateSchema);
  return file.kind === 'read' ? { kind: 'state', state: file.content } : file;
}

export function parseOutcome(bytes: Buffer): { kind: 'outcome'; outcome: ProposalOutcome } | FileProblem {
  const file = readFile(bytes, outcomeSchema);
  if (file.kind !== 'read') return file;
  const { proposal_id } = file.content;
  if (!isProposalId(proposal_id)) return { kind: 'malformed', reason: 'unexpected proposal_id' };
  return { kind: 'outcome', outcome: { ...file.content, proposal_id } };
}

function toBytes(content: object): Buffer {
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`, 'utf8');
}
