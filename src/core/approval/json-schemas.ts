import { z } from 'zod';
import { proposalSchema } from './proposal.ts';
import { responseSchema } from './response.ts';
import { outcomeSchema, stateSchema } from './state-files.ts';

/** JSON Schemas (draft 2020-12) of the queue's files, by the file's kind, for those who script against it. */
export function approvalJsonSchemas(): Record<string, object> {
  return {
    proposal: z.toJSONSchema(proposalSchema),
    response: z.toJSONSchema(responseSchema),
    state: z.toJSONSchema(stateSchema),
    outcome: z.toJSONSchema(outcomeSchema),
  };
}
