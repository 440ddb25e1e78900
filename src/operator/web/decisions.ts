import { z } from 'zod';
import type { Response } from '../../core/approval/response.ts';
import { readStrictJson } from '../../core/approval/strict-json.ts';
import type { DecisionRequest, DecisionResult } from '../../supervisor/decision.ts';
import type { ErrorWire } from './wire.ts';

const decisionSchema = z.strictObject({
  status: z.enum(['approved', 'modified', 'rejected']),
  notes: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  scope: z
    .strictObject({
      host_only: z.boolean().exactOptional(),
      ttl_seconds: z.number().positive().exactOptional(),
      uses: z.number().int().positive().exactOptional(),
    })
    .exactOptional(),
  final_file: z.string().exactOptional(),
});

const sessionSchema = z.strictObject({ token: z.string().max(256) });

export type Decision = z.output<typeof decisionSchema>;

export interface Answer {
  readonly status: 200 | 404 | 409 | 422;
  readonly body: unknown;
}

/** Null: not one strict JSON text of the contract's shape. */
export function readDecision(bytes: Buffer): Decision | null {
  return read(bytes, decisionSchema);
}

/** The token that is offered, or null. */
export function readToken(bytes: Buffer): string | null {
  return read(bytes, sessionSchema)?.token ?? null;
}

function read<T>(bytes: Buffer, schema: z.ZodType<T>): T | null {
  const json = readStrictJson(bytes);
  if (json.kind !== 'value') return null;
  const parsed = schema.safeParse(json.value);
  return parsed.success ? parsed.data : null;
}

/** What the service is asked, about exactly this id. */
export function requestFor(id: string, decision: Decision, decidedBy: string): DecisionRequest {
  const { status, notes, digest, scope, final_file } = decision;
  const limits = Object.keys(scope ?? {}).length === 0 ? undefined : scope;
  return {
    id,
    digest,
    status,
    notes,
    decidedBy,
    ...(limits === undefined ? {} : { scope: limits }),
    ...(final_file === undefined ? {} : { finalFile: final_file }),
  };
}

/** contract.md, "Web API": 200, 409 with the winning decision, 422. */
export function answerOf(result: DecisionResult): Answer {
  switch (result.kind) {
    case 'recorded':
      return {
        status: 200,
        body: { decision: withoutMac(result.response), unlogged: result.unlogged === true },
      };
    case 'already_decided':
      return conflict('already_decided', { decision: withoutMac(result.response) });
    case 'closed':
      return conflict('closed', { decision: null, outcome: result.outcome });
    case 'stale_digest':
      return conflict('stale_digest', {
        decision: null,
        message: 'The proposal is not the one that was shown. Look at it again.',
      });
    case 'unknown':
      return { status: 404, body: { error: 'not_found' } };
    case 'key_required':
      return invalid('key_required', 'The gateway takes keyed answers only, and there is no key here.');
    case 'reason_required':
      return invalid('reason_required', 'An approval needs a reason.');
    case 'notes_too_long':
      return invalid('notes_too_long', `A reason has at most ${result.limit} characters.`);
    case 'scope_not_applicable':
      return invalid(
        'scope_not_applicable',
        'Limits belong to the approval of a token, and to nothing else.',
      );
    case 'not_modifiable':
      return invalid(
        'not_modifiable',
        'Only a proposed configuration file can be changed, with its new text.',
      );
    case 'file_too_long':
      return invalid('file_too_long', `A changed file has at most ${result.limit} bytes.`);
  }
}

/** The key's mark on an answer is the queue's business; nobody looks at it. */
export function withoutMac(response: Response | null): Response | null {
  if (response === null) return null;
  const { mac: _, ...rest } = response;
  return rest;
}

function conflict(error: string, more: Omit<ErrorWire, 'error'>): Answer {
  return { status: 409, body: { error, ...more } };
}

function invalid(error: string, message: string): Answer {
  return { status: 422, body: { error, message } };
}
