import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HoldEvent, HoldId, ValueKey } from '../../../src/core/approval/hold-events.ts';
import { HoldMachine } from '../../../src/core/approval/hold-machine.ts';
import type { ResponseScope } from '../../../src/core/approval/response.ts';
import { A_HOST, B_HOST, holdId, proposalId, SETTINGS, valueKey, waiterOf } from './conversation.ts';
import { Ledger } from './hold-ledger.ts';

const VALUES = ['A', 'B', 'C'].map(valueKey);
const HOSTS = [A_HOST, B_HOST];

type Step =
  | { readonly do: 'arrive'; readonly values: readonly ValueKey[]; readonly host: string }
  /** A rescan's report: of how things were when it was asked for, or of how they are now. */
  | { readonly do: 'report'; readonly pick: number; readonly stale: boolean }
  | { readonly do: 'answer'; readonly pick: number; readonly approve: boolean; readonly scope: ResponseScope }
  | { readonly do: 'end'; readonly pick: number; readonly how: 'publish_failed' | 'malformed' | 'withdrawn' }
  | { readonly do: 'gone' | 'refused' | 'revoke' | 'wait'; readonly pick: number }
  | { readonly do: 'queue_failed' | 'shutdown' | 'tick' };

const pick = fc.nat(7);
const scope: fc.Arbitrary<ResponseScope> = fc.record(
  {
    host_only: fc.boolean(),
    ttl_seconds: fc.constantFrom(0.05, 0.1, 1),
    uses: fc.integer({ min: 1, max: 2 }),
  },
  { requiredKeys: [] },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('arrive' as const),
      values: fc.subarray(VALUES),
      host: fc.constantFrom(...HOSTS),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('report' as const), pick, stale: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('answer' as const), pick, approve: fc.boolean(), scope }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      pick,
      how: fc.constantFrom('publish_failed' as const, 'malformed' as const, 'withdrawn' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('gone' as const, 'refused' as const, 'revoke' as const, 'wait' as const),
      pick,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('queue_failed' as const, 'shutdown' as const, 'tick' as const),
    }),
  },
);

/** Plays steps as an honest gateway would, and has the ledger check every answer. */
class Play {
  readonly ledger: Ledger;
  readonly #machine: HoldMachine;
  readonly #snapshots = new Map<HoldId, readonly ValueKey[]>();
  #now = 0;
  #ids = 0;

  constructor(limits: { readonly maxHeld: number; readonly maxPending: number }) {
    this.ledger = new Ledger(limits);
    this.#machine = new HoldMachine({
      ...SETTINGS,
      ...limits,
      timeoutMs: 100,
      proposalMs: 150,
      rememberRejectionsMs: 40,
    });
  }

  step(step: Step): void {
    if (step.do === 'arrive') this.#arrive(step.values, step.host);
    else if (step.do === 'report') this.#report(step.pick, step.stale);
    else if (step.do === 'answer') this.#answer(step.pick, step.approve, step.scope);
    else if (step.do === 'end') {
      const proposal = this.#proposal(step.pick);
      const commands = this.#machine.handle({ type: step.how, at: this.#now, proposal });
      const known = this.ledger.proposals.get(proposal);
      if (step.how === 'publish_failed' && known !== undefined && this.#now < known.expiresAt)
        known.open = false;
      this.#record(commands);
    } else if (step.do === 'wait') this.#now += (step.pick + 1) * 10;
    else if (step.do === 'gone') this.#gone(step.pick);
    else if (step.do === 'refused') {
      this.#send({
        type: 'refused_on_rescan',
        at: this.#now,
        hold: this.#hold(step.pick),
        code: 'own_listener',
      });
    } else if (step.do === 'revoke') this.#revoke(step.pick);
    else {
      if (step.do === 'shutdown') this.ledger.stopped = true;
      this.#send({ type: step.do, at: this.#now });
    }
  }

  /** Long after everything is due, with nobody saying a word more. */
  finish(): void {
    this.#now += 10_000;
    this.#send({ type: 'tick', at: this.#now });
    expect(this.ledger.held()).toEqual([]);
    expect(this.ledger.pending()).toEqual([]);
    expect(this.#machine.counts()).toEqual({ held: 0, pending: 0, heldBytes: 0 });
  }

  #arrive(values: readonly ValueKey[], destination: string): void {
    const id = holdId(`h${this.#ids++}`);
    const deadline = this.#now + 100;
    this.ledger.holds.set(id, { id, destination, values, deadline, state: 'new' });
    this.#scanned(id, this.#safeNow(id));
  }

  #report(pick: number, stale: boolean): void {
    const id = this.#hold(pick);
    const hold = this.ledger.holds.get(id);
    // A report of a hold that ended meanwhile comes too; one that was never asked for does not.
    if (hold === undefined || (hold.state !== 'rescanning' && !this.#snapshots.has(id))) return;
    const safe = stale ? (this.#snapshots.get(id) ?? []) : this.#safeNow(id);
    this.#snapshots.delete(id);
    this.#scanned(id, safe, hold.state === 'rescanning');
  }

  #scanned(id: HoldId, safe: readonly ValueKey[], reported = false): void {
    const hold = this.ledger.holds.get(id);
    if (hold === undefined) return;
    const asked = hold.values.filter((key) => !safe.includes(key));
    const commands = this.#machine.handle({
      type: 'scanned',
      at: this.#now,
      hold: id,
      destination: hold.destination,
      bytes: 1,
      waiter: waiterOf(id),
      findings: asked.map((key) => ({ key, detector: 'token_patterns', approvable: true })),
      excused: safe,
      freshIds: asked.map(() => proposalId(`p${this.#ids++}`)),
    });
    // The report ends the rescan, whatever follows from it: one more rescan, a release, or waiting.
    const endsRescan = reported && hold.state === 'rescanning';
    if (endsRescan && !commands.some((c) => c.type === 'release' && c.hold === id)) hold.state = 'held';
    this.#record(commands);
  }

  #answer(pick: number, approve: boolean, scope: ResponseScope): void {
    const proposal = this.#proposal(pick);
    const status = approve ? 'approved' : 'rejected';
    const response = { proposal_id: proposal, status, notes: '', scope } as const;
    if (approve) this.ledger.grant(proposal, scope, this.#now);
    this.#send({ type: 'answered', at: this.#now, proposal, response });
  }

  #gone(pick: number): void {
    const id = this.#hold(pick);
    const commands = this.#machine.handle({ type: 'client_gone', at: this.#now, hold: id });
    const hold = this.ledger.holds.get(id);
    // Its time may have run out before: then it is refused in the same answer.
    const refused = commands.some((command) => command.type === 'refuse' && command.hold === id);
    if (hold !== undefined && !refused) hold.state = 'ended';
    this.#record(commands);
  }

  #revoke(pick: number): void {
    const fingerprint = pick > 5 ? 'all' : 'abc'.charAt(pick % 3).repeat(16);
    this.ledger.revoke(fingerprint);
    this.#send({ type: 'revoked', at: this.#now, fingerprint });
  }

  #send(event: HoldEvent): void {
    if (event.type === 'tick') this.ledger.wake = null;
    this.#record(this.#machine.handle(event));
  }

  #record(commands: ReturnType<HoldMachine['handle']>): void {
    this.ledger.record(commands, this.#now);
    for (const command of commands) {
      if (command.type === 'rescan') this.#snapshots.set(command.hold, this.#safeNow(command.hold));
    }
    expect(this.#machine.counts()).toMatchObject({
      held: this.ledger.held().length,
      pending: this.ledger.pending().length,
      heldBytes: this.ledger.held().length,
    });
    for (const key of VALUES) {
      for (const host of HOSTS) {
        const expected = this.ledger.isSafe(key, host, this.#now);
        expect(this.#machine.isSafe(key, host, this.#now)).toBe(expected);
      }
    }
  }

  #safeNow(id: HoldId): readonly ValueKey[] {
    const hold = this.ledger.holds.get(id);
    if (hold === undefined) return [];
    return hold.values.filter((key) => this.#machine.isSafe(key, hold.destination, this.#now));
  }

  /** Holds and proposals that have ended are picked too: late events race. */
  #hold(pick: number): HoldId {
    const ids = [...this.ledger.holds.keys()];
    return ids[ids.length - 1 - pick] ?? holdId('nobody');
  }

  #proposal(pick: number) {
    const ids = [...this.ledger.proposals.keys()];
    return ids[ids.length - 1 - pick] ?? proposalId('nobody');
  }
}

it('I5 I6 I8 Q8 Q11 Q12 Q16: whatever happens in whatever order, nothing leaves unapproved and everything ends once', () => {
  const limits = fc.record({
    maxHeld: fc.integer({ min: 1, max: 4 }),
    maxPending: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 40, size: 'max' }), (bounds, steps) => {
      const play = new Play(bounds);
      for (const each of steps) play.step(each);
      play.finish();
    }),
    { numRuns: 1_500 },
  );
});

it('the model reaches releases, refusals and second rescans, so that its rules are put to the test', () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const play = new Play({ maxHeld: 4, maxPending: 4 });
      const record = play.ledger.record.bind(play.ledger);
      play.ledger.record = (commands, at) => {
        for (const command of commands) {
          const name =
            command.type === 'refuse'
              ? `refuse ${command.outcome}`
              : command.type === 'close'
                ? `close ${command.reason}`
                : command.type;
          reached.set(name, (reached.get(name) ?? 0) + 1);
        }
        record(commands, at);
      };
      for (const each of steps) play.step(each);
    }),
    { numRuns: 300 },
  );
  const expected = [
    'release',
    'rescan',
    'refuse rejected',
    'refuse hold_timeout',
    'refuse expired',
    'refuse shutdown',
    'refuse queue_full',
    'refuse queue_error',
    'refuse malformed_response',
    'close decided',
    'close expired',
    'close superseded',
    'close orphaned',
    'close withdrawn',
    'close malformed',
  ];
  expect(expected.filter((name) => !reached.has(name))).toEqual([]);
});
