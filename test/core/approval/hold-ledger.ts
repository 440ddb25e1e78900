import { expect } from 'vitest';
import type { Destination, HoldCommand, HoldId, ValueKey } from '../../../src/core/approval/hold-events.ts';
import type { ProposalId } from '../../../src/core/approval/proposal.ts';
import type { ResponseScope } from '../../../src/core/approval/response.ts';

interface Grant {
  readonly key: ValueKey;
  readonly destination: Destination | null;
  readonly ends: number;
  uses: number;
}

export interface LedgerHold {
  readonly id: HoldId;
  readonly destination: Destination;
  readonly values: readonly ValueKey[];
  readonly deadline: number;
  state: 'new' | 'held' | 'rescanning' | 'ended';
}

interface LedgerProposal {
  readonly key: ValueKey;
  readonly destination: Destination;
  readonly expiresAt: number;
  open: boolean;
}

const ORDER = ['refuse', 'close', 'publish', 'show_state', 'rescan', 'release', 'wake'];

/** What an honest bookkeeper would write down of a machine's commands, with the rules that none of them may break. */
export class Ledger {
  readonly holds = new Map<HoldId, LedgerHold>();
  readonly proposals = new Map<ProposalId, LedgerProposal>();
  readonly limits: { readonly maxHeld: number; readonly maxPending: number };
  #grants: Grant[] = [];
  wake: number | null = null;
  stopped = false;

  constructor(limits: { readonly maxHeld: number; readonly maxPending: number }) {
    this.limits = limits;
  }

  isSafe(key: ValueKey, destination: Destination, at: number): boolean {
    return this.#standing(key, destination, at).length > 0;
  }

  grant(id: ProposalId, scope: ResponseScope, at: number): void {
    const proposal = this.proposals.get(id);
    if (proposal === undefined || !proposal.open || at >= proposal.expiresAt) return;
    this.#grants.push({
      key: proposal.key,
      destination: scope.host_only === true ? proposal.destination : null,
      ends: at + (scope.ttl_seconds ?? Number.POSITIVE_INFINITY) * 1_000,
      uses: scope.uses ?? Number.POSITIVE_INFINITY,
    });
  }

  revoke(fingerprint: string): void {
    this.#grants = this.#grants.filter(({ key }) => fingerprint !== 'all' && !key.startsWith(fingerprint));
  }

  held(): LedgerHold[] {
    return [...this.holds.values()].filter(({ state }) => state === 'held' || state === 'rescanning');
  }

  pending(): LedgerProposal[] {
    return [...this.proposals.values()].filter(({ open }) => open);
  }

  /** Checks the commands of one event against the rules and writes them down. */
  record(commands: readonly HoldCommand[], at: number): void {
    const order = commands.map(({ type }) => ORDER.indexOf(type));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    for (const command of commands) this.#recordOne(command, at);
    for (const hold of this.holds.values()) if (hold.state === 'new') hold.state = 'held';
    expect(this.pending().length).toBeLessThanOrEqual(this.limits.maxPending);
    expect(this.held().length).toBeLessThanOrEqual(this.limits.maxHeld);
    if (this.stopped) expect([this.held(), this.pending()]).toEqual([[], []]);
    const due = [...this.held().map(({ deadline }) => deadline), ...this.pending().map((p) => p.expiresAt)];
    if (due.length > 0) expect(this.wake).toBeLessThanOrEqual(Math.min(...due));
  }

  #recordOne(command: HoldCommand, at: number): void {
    if (command.type === 'wake') this.wake = command.at;
    else if (command.type === 'publish') this.#recordPublish(command, at);
    else if (command.type === 'close') {
      const proposal = this.#open(command.proposal);
      if (command.reason === 'expired') expect(at).toBeGreaterThanOrEqual(proposal.expiresAt);
      proposal.open = false;
    } else if (command.type === 'show_state') this.#open(command.proposal);
    else this.#recordHold(command, at);
  }

  #recordPublish(command: Extract<HoldCommand, { type: 'publish' }>, at: number): void {
    const { destination } = this.#alive(command.hold);
    expect(this.stopped).toBe(false);
    expect(this.proposals.has(command.proposal)).toBe(false);
    expect(this.isSafe(command.key, destination, at)).toBe(false);
    const twins = this.pending().filter((p) => p.key === command.key && p.destination === destination);
    expect(twins).toEqual([]);
    const { key, expiresAt } = command;
    this.proposals.set(command.proposal, { key, destination, expiresAt, open: true });
  }

  #recordHold(command: Extract<HoldCommand, { type: 'rescan' | 'release' | 'refuse' }>, at: number): void {
    const hold = this.#alive(command.hold);
    if (command.type === 'rescan') {
      expect(hold.state).not.toBe('rescanning');
      hold.state = 'rescanning';
      return;
    }
    if (command.type === 'release') {
      expect(['new', 'rescanning']).toContain(hold.state);
      if (hold.values.length > 0) expect(at).toBeLessThan(hold.deadline);
      for (const key of new Set(hold.values)) this.#use(key, hold.destination, at);
    }
    hold.state = 'ended';
  }

  #use(key: ValueKey, destination: Destination, at: number): void {
    const [grant] = this.#standing(key, destination, at).sort(
      (one, other) => wear(one) - wear(other) || (one.ends === other.ends ? 0 : one.ends - other.ends),
    );
    expect(grant, 'released with a value that was not safe').toBeDefined();
    if (grant !== undefined) grant.uses--;
  }

  #standing(key: ValueKey, destination: Destination, at: number): Grant[] {
    return this.#grants.filter(
      (grant) =>
        grant.key === key &&
        (grant.destination === null || grant.destination === destination) &&
        grant.uses > 0 &&
        at < grant.ends,
    );
  }

  #alive(id: HoldId): LedgerHold {
    const hold = this.holds.get(id);
    if (hold === undefined || hold.state === 'ended') throw new Error('a command for a hold that has ended');
    return hold;
  }

  #open(id: ProposalId): LedgerProposal {
    const proposal = this.proposals.get(id);
    if (proposal === undefined || !proposal.open)
      throw new Error('a command for a proposal that is not open');
    return proposal;
  }
}

function wear(grant: Grant): number {
  if (grant.uses !== Number.POSITIVE_INFINITY) return 2;
  return grant.ends === Number.POSITIVE_INFINITY ? 0 : 1;
}
