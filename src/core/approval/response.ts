import { z } from 'zod';
import type { ProposalId } from './proposal.ts';
import { hasValidMac } from './response-mac.ts';
import type { FileProblem } from './strict-file.ts';
import { readFile } from './strict-file.ts';

export type ResponseStatus = 'approved' | 'modified' | 'rejected';

/** Limits to an approval; all given ones hold together. */
export interface ResponseScope {
  readonly host_only?: boolean;
  readonly ttl_seconds?: number;
  /** Each released request consumes one. */
  readonly uses?: number;
}

/** What stands in `<id>.response.json`. The smallest valid one has `proposal_id`, `status` and `notes`. */
export interface Response {
  readonly version?: 1;
  readonly proposal_id: ProposalId;
  readonly status: ResponseStatus;
  readonly notes: string;
  readonly decided_by?: string;
  readonly decided_at?: string;
  /** sha256 (hex) of the proposal file's bytes that the operator saw. */
  readonly digest?: string;
  readonly final_file?: string;
  readonly scope?: ResponseScope;
  readonly mac?: string;
}

export const responseSchema = z
  .strictObject({
    version: z.literal(1).exactOptional(),
    proposal_id: z.string().describe('The id of the proposal that is answered'),
    status: z.enum(['approved', 'modified', 'rejected']),
    notes: z.string().describe('The reason, for the record'),
    decided_by: z.string().exactOptional(),
    decided_at: z.string().exactOptional().describe('RFC 3339, UTC'),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional()
      .describe('sha256 of the proposal file that was read; checked where present'),
    final_file: z.string().exactOptional().describe('The modified file of a configuration proposal'),
    scope: z
      .strictObject({
        host_only: z.boolean().exactOptional().describe('Only for the destination that the proposal names'),
        ttl_seconds: z.number().positive().exactOptional().describe('Counted from the answer'),
        uses: z.number().int().positive().exactOptional().describe('Each released request consumes one'),
      })
      .exactOptional()
      .describe('Limits of an approval; all given ones hold together'),
    mac: z.string().exactOptional().describe('HMAC-SHA256 over the response without this key'),
  })
  .describe('<id>.response.json');

export type ParsedResponse = { readonly kind: 'response'; readonly response: Response } | FileProblem;

/** What an answer must fit. */
export interface ExpectedResponse {
  readonly id: ProposalId;
  readonly digest: string;
  /** Where there is one, only an answer that is keyed with it counts (Q2). */
  readonly key?: Buffer | null;
}

/** Reads `<id>.response.json`. It counts only for the proposal that the gateway asked with; anything else is malformed (Q3, Q7). */
export function parseResponse(bytes: Buffer, expected: ExpectedResponse): ParsedResponse {
  const file = readFile(bytes, responseSchema);
  if (file.kind !== 'read') return file;
  const { content } = file;
  if (content.proposal_id !== expected.id) return { kind: 'malformed', reason: 'answers another proposal' };
  if (content.digest !== undefined && content.digest !== expected.digest) {
    return { kind: 'malformed', reason: 'digest of another proposal file' };
  }
  const response = { ...content, proposal_id: expected.id };
  const key = expected.key ?? null;
  if (key !== null && !hasValidMac(key, response)) {
    return { kind: 'malformed', reason: response.mac === undefined ? 'not keyed' : 'keyed with another key' };
  }
  return { kind: 'response', response };
}

/** The bytes of `<id>.response.json`. */
export function serialiseResponse(response: Response): Buffer {
  return Buffer.from(`${JSON.stringify(response, null, 2)}\n`, 'utf8');
}
