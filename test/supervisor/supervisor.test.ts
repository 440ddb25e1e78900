import { beforeEach, describe, expect, it } from 'vitest';
import type { DecisionEntry } from '../../src/core/approval/decision-log.ts';
import { proposalIdFrom } from '../../src/core/approval/proposal.ts';
import { type GatewayQueue, QueueError, type SupervisorQueue } from '../../src/core/approval/queue-port.ts';
import { hasValidMac } from '../../src/core/approval/response-mac.ts';
import { createMemoryQueue } from '../../src/queue/memory/memory-queue.ts';
import type { DecisionRequest } from '../../src/supervisor/decision.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import { idOf, NOW, proposal, startQueue, state } from './proposals.ts';

let queue: GatewayQueue & SupervisorQueue;
let supervisor: Supervisor;

beforeEach(async () => {
  queue = createMemoryQueue();
  supervisor = new Supervisor({ queue, now: () => NOW });
  await startQueue(queue);
});

async function publish(number: number, changes: Parameters<typeof proposal>[1] = {}): Promise<string> {
  await queue.publish(proposal(number, changes));
  return (await queue.get(idOf(number)))?.digest ?? '';
}

function decision(digest: string, changes: Partial<DecisionRequest> = {}): DecisionRequest {
  return { id: idOf(1), digest, status: 'approved', notes: 'test credential', decidedBy: 'ada', ...changes };
}

describe('decide', () => {
  it('S14: an approval is recorded with its reason, the digest that was read, who and when', async () => {
    const digest = await publish(1);
    const scope = { host_only: true, ttl_seconds: 600, uses: 2 };
    const result = await supervisor.decide(decision(digest, { scope }));
    const response = {
      version: 1,
      proposal_id: idOf(1),
      status: 'approved',
      notes: 'test credential',
      decided_by: 'ada',
      decided_at: NOW.toISOString(),
      digest,
      scope,
    };
    expect(result).toEqual({ kind: 'recorded', response });
    expect((await queue.history({ limit: 1 }))[0]?.response).toEqual(response);
  });

  for (const [what, notes] of [
    ['no', ''],
    ['a blank', ' \t\n '],
    ['an invisible', '\u200b\u2060\u3164'],
  ] as const) {
    it(`S14: an approval with ${what} reason is refused and leaves no answer`, async () => {
      const digest = await publish(1);
      expect(await supervisor.decide(decision(digest, { notes }))).toEqual({ kind: 'reason_required' });
      expect((await queue.get(idOf(1)))?.answered).toBe(false);
    });
  }

  it('S14: the rule holds for every tool; a rejection needs no reason', async () => {
    const digest = await publish(1, { tool: 'gitleaks-allow' });
    expect((await supervisor.decide(decision(digest, { notes: '' }))).kind).toBe('reason_required');
    const rejected = await supervisor.decide(decision(digest, { status: 'rejected', notes: '' }));
    expect(rejected).toMatchObject({ kind: 'recorded', response: { status: 'rejected', notes: '' } });
  });

  it('U5 Q9: a decision about other bytes than those shown is refused', async () => {
    await publish(1);
    expect(await supervisor.decide(decision('0'.repeat(64)))).toEqual({ kind: 'stale_digest' });
    expect((await queue.get(idOf(1)))?.answered).toBe(false);
  });

  it('I5: exactly one of two racing decisions wins, and the other is told which', async () => {
    const digest = await publish(1);
    const results = await Promise.all([
      supervisor.decide(decision(digest, { decidedBy: 'ada' })),
      supervisor.decide(decision(digest, { decidedBy: 'bob', status: 'rejected' })),
    ]);
    const recorded = results.find((result) => result.kind === 'recorded');
    const lost = results.find((result) => result.kind === 'already_decided');
    expect(results.map((result) => result.kind).sort()).toEqual(['already_decided', 'recorded']);
    expect(lost).toMatchObject({ response: recorded?.kind === 'recorded' ? recorded.response : null });
  });

  it('a decision that comes after the archive is told the answer that won', async () => {
    const digest = await publish(1);
    await supervisor.decide(decision(digest, { decidedBy: 'bob' }));
    expect(await queue.get(idOf(1))).toBeNull();
    const late = await supervisor.decide(decision(digest));
    expect(late).toMatchObject({ kind: 'already_decided', response: { decided_by: 'bob' } });
  });

  it('what expired is told as closed, what never was as unknown', async () => {
    const digest = await publish(1);
    const outcome = { version: 1, proposal_id: idOf(1), closed_at: NOW.toISOString(), ...state() } as const;
    await queue.close(idOf(1), { ...outcome, reason: 'expired' });
    expect(await supervisor.decide(decision(digest))).toMatchObject({
      kind: 'closed',
      outcome: { reason: 'expired' },
    });
    expect(await supervisor.decide(decision(digest, { id: idOf(2) }))).toEqual({ kind: 'unknown' });
  });

  it('limits belong to approvals of tokens only; an endless reason is refused', async () => {
    const digest = await publish(1, { tool: 'capability-block' });
    const scope = { uses: 1 };
    expect((await supervisor.decide(decision(digest, { scope }))).kind).toBe('scope_not_applicable');
    expect((await supervisor.decide(decision(digest, { scope, status: 'rejected' }))).kind).toBe(
      'scope_not_applicable',
    );
    expect((await supervisor.decide(decision(digest, { notes: 'x'.repeat(4001) }))).kind).toBe(
      'notes_too_long',
    );
  });
});

describe('find', () => {
  it('takes the whole id and a prefix of six, open or closed', async () => {
    await publish(1);
    await publish(2);
    expect(await supervisor.find(idOf(1))).toMatchObject({
      kind: 'open',
      proposal: { proposal: { id: idOf(1) } },
    });
    expect(await supervisor.find(idOf(2).slice(0, 6))).toMatchObject({
      proposal: { proposal: { id: idOf(2) } },
    });
    const digest = (await queue.get(idOf(1)))?.digest ?? '';
    await supervisor.decide(decision(digest));
    expect((await supervisor.find(idOf(1))).kind).toBe('archived');
    expect((await supervisor.find(idOf(1).slice(0, 6))).kind).toBe('archived');
  });

  it('refuses what is too short, fits several or none', async () => {
    const [first, second] = [Buffer.alloc(20, 9), Buffer.alloc(20, 9)];
    second[12] = 1;
    for (const bytes of [first, second]) await queue.publish({ ...proposal(1), id: proposalIdFrom(bytes) });
    const ids = [proposalIdFrom(first), proposalIdFrom(second)];
    const ambiguous = await supervisor.find(ids[0]?.slice(0, 8) ?? '');
    expect(ambiguous.kind === 'ambiguous' ? [...ambiguous.ids].sort() : ambiguous).toEqual(ids.sort());
    expect(await supervisor.find(idOf(1).slice(0, 5))).toEqual({ kind: 'too_short' });
    expect(await supervisor.find('zzzzzzzz')).toEqual({ kind: 'unknown' });
  });

  for (const id of [
    '../../etc/passwd',
    '..%2f..%2fx',
    `${'a'.repeat(26)}\0`,
    'a'.repeat(300),
    '......',
    'proposal.json',
  ]) {
    it(`Q4: ${JSON.stringify(id.slice(0, 30))} is unknown, whatever it looks like`, async () => {
      await publish(1);
      expect(await supervisor.find(id)).toEqual({ kind: 'unknown' });
      expect((await supervisor.decide(decision('0'.repeat(64), { id }))).kind).toBe('unknown');
    });
  }
});

describe('list', () => {
  it('the most urgent first: whose client gives up soonest, who is waited for, who is older', async () => {
    const createdAt = (minute: number) => `2026-06-24T10:0${minute}:00.000Z`;
    for (const [number, minute] of [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
    ] as const) {
      await queue.publish(proposal(number, { createdAt: createdAt(minute) }));
    }
    await queue.showState(idOf(2), state(null));
    await queue.showState(idOf(3), state('2026-06-24T10:05:00.000Z', '2026-06-24T10:02:00.000Z'));
    await queue.showState(idOf(4), state('2026-06-24T10:01:05.000Z'));
    const ids = (await supervisor.list()).map((item) => item.proposal.id);
    expect(ids).toEqual([idOf(4), idOf(3), idOf(2), idOf(1)]);
  });
});

describe('keyed answers', () => {
  const KEY = Buffer.from('the key of the operators of a queue');
  const KEYED = { details: { keyed_answers: true } };

  it('Q2: with a key the answer carries its mac', async () => {
    queue = createMemoryQueue({ responseKey: KEY });
    await startQueue(queue);
    const digest = await publish(1, KEYED);
    const keyed = new Supervisor({ queue, now: () => NOW, responseKey: KEY });
    const result = await keyed.decide(decision(digest));
    if (result.kind !== 'recorded') throw new Error(result.kind);
    expect(hasValidMac(KEY, result.response)).toBe(true);
  });

  it('Q2: without one nothing is written that the gateway would call malformed', async () => {
    const digest = await publish(1, KEYED);
    expect(await supervisor.decide(decision(digest))).toEqual({ kind: 'key_required' });
    expect((await queue.get(idOf(1)))?.answered).toBe(false);
  });
});

describe('the decision log', () => {
  it('has one line for each decision that was the first, and none for the others', async () => {
    const digest = await publish(1);
    const bob = supervisor.decide(decision(digest, { decidedBy: 'bob' }));
    await Promise.all([supervisor.decide(decision(digest)), bob]);
    await supervisor.decide(decision('0'.repeat(64), { id: idOf(2) }));
    expect(await supervisor.verifyLog()).toMatchObject({ entries: 1, faults: [] });
  });

  it('that cannot be written takes no answer back, and says so', async () => {
    const digest = await publish(1);
    const record = (): Promise<void> => Promise.reject(new QueueError('write_failed', 'ENOSPC'));
    const unlogged = new Supervisor({ queue: withRecord(queue, record), now: () => NOW });
    expect(await unlogged.decide(decision(digest))).toMatchObject({ kind: 'recorded', unlogged: true });
  });

  it('S16 I4: keeps of a token its fingerprint and destination, and takes nothing else for one', async () => {
    const entries: DecisionEntry[] = [];
    const record = async (more: readonly DecisionEntry[]): Promise<void> => void entries.push(...more);
    const logging = new Supervisor({ queue: withRecord(queue, record), now: () => NOW });
    await logging.decide(
      decision(await publish(1, { details: { fingerprint: 'a value', context: 'CONTEXT' } })),
    );
    expect(entries).toEqual([
      {
        event: 'decided',
        at: NOW.toISOString(),
        proposal: idOf(1),
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        bottle: 'demo',
        tool: 'egress-token-allow',
        fingerprint: null,
        destination: 'https://api.example.com:443',
        status: 'approved',
        by: 'ada',
        reason: 'test credential',
        scope: null,
      },
    ]);
  });

  function withRecord(of: SupervisorQueue, record: SupervisorQueue['record']): SupervisorQueue {
    return {
      list: () => of.list(),
      get: (id) => of.get(id),
      respond: (response) => of.respond(response),
      history: (page) => of.history(page),
      watch: (onChange) => of.watch(onChange),
      present: (view, operator) => of.present(view, operator),
      verifyLog: () => of.verifyLog(),
      record,
    };
  }
});
