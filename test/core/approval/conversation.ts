import { expect } from 'vitest';
import type {
  Destination,
  HoldCommand,
  HoldEvent,
  HoldFinding,
  HoldId,
  ValueKey,
} from '../../../src/core/approval/hold-events.ts';
import type { HoldSettings } from '../../../src/core/approval/hold-machine.ts';
import { HoldMachine } from '../../../src/core/approval/hold-machine.ts';
import type { ProposalId, Waiter } from '../../../src/core/approval/proposal.ts';
import type { ResponseScope, ResponseStatus } from '../../../src/core/approval/response.ts';

export const A_HOST = 'https://a.example.com:443';
export const B_HOST = 'https://b.example.com:443';

export const SETTINGS: HoldSettings = {
  timeoutMs: 300_000,
  proposalMs: 900_000,
  maxHeld: 100,
  maxPending: 50,
  heldBytes: 1_000_000,
  rememberRejectionsMs: 60_000,
  scope: 'bottle',
  wired: true,
};

export function holdId(name: string): HoldId {
  return name as HoldId;
}

export function proposalId(name: string): ProposalId {
  return name as ProposalId;
}

/** `A` → 64 times `a`: a key whose fingerprint is easy to name. */
export function valueKey(name: string): ValueKey {
  return name.toLowerCase().repeat(64) as ValueKey;
}

export function waiterOf(name: string): Waiter {
  return { client: name, since: '2026-01-01T00:00:00.000Z', gives_up_at: null };
}

export interface ScanInput {
  readonly values?: string;
  readonly excused?: string;
  readonly to?: Destination;
  readonly bytes?: number;
  /** Values that are known secrets. */
  readonly secrets?: string;
  /** Values that nobody may approve. */
  readonly reserved?: string;
  /** Released or refused at once. */
  readonly cannotWait?: true;
}

/**
 * A conversation with a machine: each step is an event, and what it returns lists every command of the answer.
 * Proposals are named after the order in which ids were offered: `p1`, `p2`…
 */
export class Conversation {
  readonly machine: HoldMachine;
  #now = 0;
  #offered = 0;

  constructor(settings: Partial<HoldSettings> = {}) {
    this.machine = new HoldMachine({ ...SETTINGS, ...settings });
  }

  get now(): number {
    return this.#now;
  }

  /** Time passes; nobody is told of it. */
  at(ms: number): this {
    expect(ms).toBeGreaterThanOrEqual(this.#now);
    this.#now = ms;
    return this;
  }

  scanned(hold: string, input: ScanInput): string[] {
    const values = [...(input.values ?? '')];
    const findings = values.map(
      (value): HoldFinding => ({
        key: valueKey(value),
        detector: input.secrets?.includes(value) ? 'known_secrets' : 'token_patterns',
        approvable: !input.reserved?.includes(value),
      }),
    );
    return this.send({
      type: 'scanned',
      at: this.#now,
      hold: holdId(hold),
      destination: input.to ?? A_HOST,
      bytes: input.bytes ?? 1_000,
      waiter: waiterOf(hold),
      findings,
      excused: [...(input.excused ?? '')].map(valueKey),
      freshIds: findings.map(() => proposalId(`p${++this.#offered}`)),
      ...(input.cannotWait === true ? { cannotWait: true } : {}),
    });
  }

  answered(proposal: string, status: ResponseStatus, scope?: ResponseScope): string[] {
    const id = proposalId(proposal);
    const response = { proposal_id: id, status, notes: 'why', ...(scope === undefined ? {} : { scope }) };
    return this.send({ type: 'answered', at: this.#now, proposal: id, response });
  }

  about(type: 'publish_failed' | 'malformed' | 'withdrawn', proposal: string): string[] {
    return this.send({ type, at: this.#now, proposal: proposalId(proposal) });
  }

  gone(hold: string): string[] {
    return this.send({ type: 'client_gone', at: this.#now, hold: holdId(hold) });
  }

  revoked(fingerprint: string): string[] {
    return this.send({ type: 'revoked', at: this.#now, fingerprint });
  }

  plain(type: 'tick' | 'queue_failed' | 'shutdown'): string[] {
    return this.send({ type, at: this.#now });
  }

  send(event: HoldEvent): string[] {
    return this.machine.handle(event).map(spell);
  }

  isSafe(value: string, to: Destination = A_HOST): boolean {
    return this.machine.isSafe(valueKey(value), to, this.#now);
  }

  /** Who waits for a proposal, and how many asked: `h1 h2 /3`; null once it is closed. */
  state(proposal: string): string | null {
    const state = this.machine.stateOf(proposalId(proposal));
    if (state === null) return null;
    return `${state.waiters.map(({ client }) => client).join(' ')}/${state.requests}`;
  }
}

/** One line for a command; `close p1 decided h1/1` gives the waiters and the count of requests. */
export function spell(command: HoldCommand): string {
  switch (command.type) {
    case 'publish':
      return `publish ${command.proposal} for ${command.hold} ${command.key.charAt(0).toUpperCase()} until ${command.expiresAt}`;
    case 'show_state':
      return `show ${command.proposal}`;
    case 'rescan':
    case 'release':
      return `${command.type} ${command.hold}`;
    case 'refuse':
      return `refuse ${command.hold} ${command.code} ${command.outcome} ${command.detector} ${command.proposal}`;
    case 'close': {
      const waiters = command.state.waiters.map(({ client }) => client).join(' ');
      return `close ${command.proposal} ${command.reason} ${waiters}/${command.state.requests}`;
    }
    case 'wake':
      return `wake ${command.at}`;
  }
}
