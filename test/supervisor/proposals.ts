import {
  type Proposal,
  type ProposalId,
  type ProposalState,
  proposalIdFrom,
  type Tool,
} from '../../src/core/approval/proposal.ts';
import type { GatewayQueue, QueueListener } from '../../src/core/approval/queue-port.ts';

const CREATED = '2026-06-24T10:00:00.000Z';
export const NOW = new Date('2026-06-24T10:01:00.000Z');

/** The id of the n-th proposal of a test: the first six characters differ. */
export function idOf(number: number) {
  const bytes = Buffer.alloc(20, 7);
  bytes[0] = number;
  return proposalIdFrom(bytes);
}

/** As {@link idOf}, for as many as a test wants. */
export function numberedId(number: number) {
  const bytes = Buffer.alloc(20, 7);
  bytes.writeUInt32BE(number);
  return proposalIdFrom(bytes);
}

export interface ProposalChanges {
  readonly tool?: Tool;
  readonly bottle?: string;
  readonly createdAt?: string;
  readonly proposedFile?: string;
  readonly justification?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A proposal as a gateway writes it, with what a test changes. */
export function proposal(number: number, changes: ProposalChanges = {}): Proposal {
  return {
    version: 1,
    id: idOf(number),
    tool: changes.tool ?? 'egress-token-allow',
    bottle_slug: changes.bottle ?? 'demo',
    created_at: changes.createdAt ?? CREATED,
    expires_at: '2026-06-24T10:15:00.000Z',
    proposed_file: changes.proposedFile ?? 'egress blocked an outbound request carrying a detected token\n',
    justification: changes.justification ?? 'Approve only a false positive.',
    details: {
      host: 'api.example.com',
      port: 443,
      scheme: 'https',
      method: 'POST',
      path: '/v1/ingest',
      detector: 'token_patterns',
      kind: 'OpenAI API key',
      vendor: 'OpenAI',
      surface: 'body',
      location: '$.key',
      decoded_via: ['base64'],
      checksum: 'none',
      confidence: 'high',
      fingerprint: '0123456789abcdef',
      secret_name: null,
      approvable: true,
      hints: {},
      seen: { value: 0, host: 3 },
      scope: 'bottle',
      context: '...before ******** after...',
      ...changes.details,
    },
  };
}

export function state(...givesUpAt: readonly (string | null)[]): ProposalState {
  return {
    waiters: givesUpAt.map((gives_up_at) => ({ client: 'curl/8.5', since: CREATED, gives_up_at })),
    requests: givesUpAt.length,
  };
}

/** Starts the gateway's side, which closes what is answered, as a gateway does; resolves for an id once it is closed. */
export async function startQueue(
  queue: GatewayQueue,
  bottle = 'demo',
): Promise<(id: ProposalId) => Promise<void>> {
  const closings = new Map<ProposalId, PromiseWithResolvers>();
  const closingOf = (id: ProposalId): PromiseWithResolvers => {
    const known = closings.get(id) ?? withResolvers();
    closings.set(id, known);
    return known;
  };
  const listener: QueueListener = {
    answered(id) {
      const outcome = {
        proposal_id: id,
        reason: 'decided',
        closed_at: NOW.toISOString(),
        ...state(),
      } as const;
      queue.close(id, { version: 1, ...outcome }).then(closingOf(id).resolve, closingOf(id).reject);
    },
    malformed: () => undefined,
    failed: () => undefined,
  };
  await queue.start(bottle, listener);
  return (id) => closingOf(id).promise;
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
