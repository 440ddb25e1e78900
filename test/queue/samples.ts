import { randomBytes } from 'node:crypto';
import type { DecisionEntry } from '../../src/core/approval/decision-log.ts';
import {
  type CloseReason,
  type Proposal,
  type ProposalId,
  type ProposalOutcome,
  proposalIdFrom,
} from '../../src/core/approval/proposal.ts';
import type { QueueError, QueueListener } from '../../src/core/approval/queue-port.ts';
import type { Response } from '../../src/core/approval/response.ts';

export function freshId(): ProposalId {
  return proposalIdFrom(randomBytes(16));
}

export function aProposal(more: Partial<Proposal> = {}): Proposal {
  return {
    version: 1,
    id: freshId(),
    tool: 'egress-token-allow',
    bottle_slug: 'demo',
    created_at: '2026-11-22T10:00:00.000Z',
    expires_at: '2026-11-22T10:15:00.000Z',
    proposed_file: 'egress blocked an outbound request carrying a detected token\n',
    justification: 'Approve only a false positive.',
    details: { host: 'api.example.com' },
    ...more,
  };
}

export function anAnswer(id: ProposalId, more: Partial<Response> = {}): Response {
  return { proposal_id: id, status: 'approved', notes: 'test credential', ...more };
}

export function anOutcome(
  id: ProposalId,
  reason: CloseReason = 'decided',
  more: Partial<ProposalOutcome> = {},
) {
  return {
    version: 1,
    proposal_id: id,
    reason,
    closed_at: '2026-11-22T10:05:00.000Z',
    waiters: [],
    requests: 1,
    ...more,
  } satisfies ProposalOutcome;
}

/** An entry of the decision log that can be told from others. */
export function aUse(requests: number): DecisionEntry {
  return {
    event: 'used',
    at: '2026-11-22T10:05:00.000Z',
    bottle: 'demo',
    fingerprint: '0123456789abcdef',
    destination: 'https://api.example.com:443',
    requests,
  };
}

export type Heard =
  | { readonly kind: 'answered'; readonly id: ProposalId; readonly response: Response }
  | { readonly kind: 'malformed'; readonly id: ProposalId; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: QueueError };

/** Keeps what a queue tells, and lets a test wait for the next of it. */
export class Listener implements QueueListener {
  readonly heard: Heard[] = [];
  #taken = 0;
  #wake: () => void = () => undefined;

  answered(id: ProposalId, response: Response): void {
    this.#hear({ kind: 'answered', id, response });
  }

  malformed(id: ProposalId, reason: string): void {
    this.#hear({ kind: 'malformed', id, reason });
  }

  failed(error: QueueError): void {
    this.#hear({ kind: 'failed', error });
  }

  async next(): Promise<Heard> {
    for (;;) {
      const heard = this.heard[this.#taken];
      if (heard !== undefined) {
        this.#taken++;
        return heard;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #hear(heard: Heard): void {
    this.heard.push(heard);
    this.#wake();
  }
}
