import type { HoldId, ValueKey } from '../../core/approval/hold-events.ts';
import { patienceOf } from '../../core/approval/patience.ts';
import type { Proposal, ProposalId, Waiter } from '../../core/approval/proposal.ts';
import { describeTokenProposal, type Redactor } from '../../core/approval/token-proposal.ts';
import { fingerprintOf } from '../../core/approval/value-key.ts';
import type { Finding } from '../../core/detect/finding.ts';
import type { CanonicalRequest } from '../../core/http/request.ts';
import type { Clock } from '../clock.ts';
import type { Policy } from '../policy.ts';

/** What the runtime of a held request costs besides its bytes: objects, timers, sockets' buffers. */
const OVERHEAD_BYTES = 4096;

/** Memory that holding a request costs. */
export function heldBytes(request: CanonicalRequest): number {
  let bytes = OVERHEAD_BYTES + request.path.length + request.body.length;
  for (const { name, value } of [...request.headers, ...request.trailers])
    bytes += name.length + value.length;
  return bytes;
}

/** Who waits, since now, and until when clients of its kind are known to. */
export function waiterOf(request: CanonicalRequest, policy: Policy, wall: number): Waiter {
  const agent = request.headers.find(({ name }) => name.toLowerCase() === 'user-agent')?.value;
  const { client, seconds } = patienceOf(agent === undefined ? null : policy.scanner.redact(agent));
  return {
    client,
    since: new Date(wall).toISOString(),
    gives_up_at: seconds === null ? null : new Date(wall + seconds * 1000).toISOString(),
  };
}

export interface ProposalInput {
  readonly id: ProposalId;
  readonly bottle: string;
  readonly key: ValueKey;
  readonly finding: Finding;
  readonly request: CanonicalRequest;
  readonly seen: { readonly value: number; readonly host: number };
  /** On the monotonic clock. */
  readonly expiresAt: number;
  readonly policy: Policy;
  readonly redactor: Redactor;
  readonly clock: Clock;
}

export function tokenProposal(input: ProposalInput): Proposal {
  const { clock, policy } = input;
  const { details, proposedFile, justification } = describeTokenProposal({
    request: input.request,
    finding: input.finding,
    fingerprint: fingerprintOf(input.key),
    seen: input.seen,
    scope: policy.config.safeTokens.scope,
    redactor: input.redactor,
  });
  const now = clock.wall();
  return {
    version: 1,
    id: input.id,
    tool: 'egress-token-allow',
    bottle_slug: input.bottle,
    created_at: new Date(now).toISOString(),
    expires_at: new Date(now + input.expiresAt - clock.monotonic()).toISOString(),
    proposed_file: proposedFile,
    justification,
    details: { ...details },
  };
}

/** Exchanges and holds share their name, so that log and proposals can be joined. */
export function holdIdOf(exchange: string): HoldId {
  return exchange as HoldId;
}
