import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, serialiseProposal } from '../../src/core/approval/proposal.ts';
import { type GatewayQueue, QueueError, type SupervisorQueue } from '../../src/core/approval/queue-port.ts';
import { signed } from '../../src/core/approval/response-mac.ts';
import { anAnswer, anOutcome, aProposal, aUse, freshId, Listener } from './samples.ts';

export interface QueueUnderTest {
  readonly gateway: GatewayQueue;
  readonly supervisor: SupervisorQueue;
  /** A second one, as in another process where the store allows it. */
  readonly otherSupervisor: SupervisorQueue;
  /** A gateway that comes after the first one. */
  successor(): GatewayQueue;
  dispose(): Promise<void>;
}

/** What every store must do. Each runs it. */
export function queueContract(name: string, create: () => Promise<QueueUnderTest>): void {
  describe(`${name}: the contract of a queue`, () => {
    let queue: QueueUnderTest;
    let listener: Listener;

    beforeEach(async () => {
      queue = await create();
      listener = new Listener();
      await queue.gateway.start('demo', listener);
    });
    afterEach(() => queue.dispose());

    asking(() => queue);
    answering(
      () => queue,
      () => listener,
    );
    closing(
      () => queue,
      () => listener,
    );
    starting(() => queue);
    attending(() => queue);
    logging(() => queue);
  });
}

const KEY = Buffer.from('a key that every operator has');

/** What every store must do that takes keyed answers only: `create` makes it with {@link KEY}. */
export function keyedQueueContract(name: string, create: (key: Buffer) => Promise<QueueUnderTest>): void {
  describe(`${name}: the contract of a queue with keyed answers`, () => {
    let queue: QueueUnderTest;
    let listener: Listener;

    beforeEach(async () => {
      queue = await create(KEY);
      listener = new Listener();
      await queue.gateway.start('demo', listener);
    });
    afterEach(() => queue.dispose());

    it('Q2: an answer with the key is heard', async () => {
      const proposal = aProposal();
      await queue.gateway.publish(proposal);
      const answer = signed(KEY, anAnswer(proposal.id));
      expect(await queue.supervisor.respond(answer)).toEqual({ kind: 'recorded' });
      expect(await listener.next()).toEqual({ kind: 'answered', id: proposal.id, response: answer });
    });

    it('Q2: an answer without it, or with another, is not written: it would cost every waiter its request', async () => {
      const proposal = aProposal();
      await queue.gateway.publish(proposal);
      const foreign = signed(Buffer.from('a key that somebody else has'), anAnswer(proposal.id));
      for (const answer of [anAnswer(proposal.id), foreign]) {
        await expect(queue.supervisor.respond(answer)).rejects.toMatchObject({ code: 'write_failed' });
      }
      expect((await queue.supervisor.get(proposal.id))?.answered).toBe(false);
    });
  });
}

function attending(queue: () => QueueUnderTest): void {
  it('an operator is present as long as a view says so', async () => {
    expect(await queue().gateway.operatorPresent()).toBe(false);
    const leave = await queue().supervisor.present('tui', 'ada');
    const leaveToo = await queue().otherSupervisor.present('web', 'bob');
    expect(await queue().gateway.operatorPresent()).toBe(true);
    await leave();
    expect(await queue().gateway.operatorPresent()).toBe(true);
    await leaveToo();
    expect(await queue().gateway.operatorPresent()).toBe(false);
  });
}

function logging(queue: () => QueueUnderTest): void {
  it('the decision log takes the entries of both sides into one chain', async () => {
    expect(await queue().supervisor.verifyLog()).toMatchObject({ entries: 0, faults: [] });
    await queue().gateway.record([aUse(1), aUse(2)]);
    await queue().otherSupervisor.record([aUse(3)]);
    await queue().gateway.record([]);
    await queue().gateway.record([aUse(4)]);
    expect(await queue().supervisor.verifyLog()).toMatchObject({ entries: 4, end: { n: 4 }, faults: [] });
  });

  it('entries that come at the same moment are all kept', async () => {
    const sides = [queue().gateway, queue().supervisor, queue().otherSupervisor];
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    await Promise.all(sides.flatMap((side) => numbers.map((number) => side.record([aUse(number)]))));
    expect(await queue().supervisor.verifyLog()).toMatchObject({ entries: 60, end: { n: 60 }, faults: [] });
  });
}

function asking(queue: () => QueueUnderTest): void {
  it('S7: a published proposal is listed as it was written, with its digest, and is not answered', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const digest = digestOf(serialiseProposal(proposal));
    const expected = { proposal, digest, state: null, answered: false };
    expect(await queue().supervisor.list()).toEqual([expected]);
    expect(await queue().supervisor.get(proposal.id)).toEqual(expected);
  });

  it('S17: proposals of all tools and bottles are listed, oldest first', async () => {
    const young = aProposal({ tool: 'allow', created_at: '2026-11-22T10:00:02Z' });
    const old = aProposal({ tool: 'gitleaks-allow', created_at: '2026-11-22T10:00:00.900Z' });
    const middle = aProposal({ bottle_slug: 'other', created_at: '2026-11-22T10:00:01.000Z' });
    for (const proposal of [young, old, middle]) await queue().gateway.publish(proposal);
    expect((await queue().supervisor.list()).map((queued) => queued.proposal.id)).toEqual([
      old.id,
      middle.id,
      young.id,
    ]);
  });

  it('Q3: an id is never used twice, neither open nor archived', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const again = aProposal({ id: proposal.id, justification: 'another' });
    await expect(queue().gateway.publish(again)).rejects.toMatchObject({ code: 'exists' });
    expect((await queue().supervisor.get(proposal.id))?.proposal).toEqual(proposal);
    await queue().gateway.close(proposal.id, anOutcome(proposal.id, 'expired'));
    await expect(queue().gateway.publish(again)).rejects.toMatchObject({ code: 'exists' });
  });

  it('the state shown last is the one that is seen', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const waiter = { client: 'python-httpx/0.27', since: '2026-11-22T10:00:00Z', gives_up_at: null };
    const states = Array.from({ length: 50 }, (_, count) => ({ waiters: [waiter], requests: count + 1 }));
    await Promise.all(states.map((state) => queue().gateway.showState(proposal.id, state)));
    expect((await queue().supervisor.get(proposal.id))?.state).toEqual({ waiters: [waiter], requests: 50 });
  });

  it('a state shown while the proposal is still being written is seen once it is', async () => {
    const proposal = aProposal();
    const published = queue().gateway.publish(proposal);
    const shown = queue().gateway.showState(proposal.id, { waiters: [], requests: 7 });
    await Promise.all([published, shown]);
    expect((await queue().supervisor.get(proposal.id))?.state).toEqual({ waiters: [], requests: 7 });
  });

  it('Q4: what is no id is unknown', async () => {
    for (const id of [
      '',
      '.',
      '..',
      '../x',
      'a'.repeat(25),
      'a'.repeat(300),
      `${freshId()}\0`,
      `${freshId()}/..`,
    ]) {
      expect(await queue().supervisor.get(id)).toBeNull();
      expect(await queue().supervisor.history({ limit: 1, before: id })).toEqual([]);
    }
  });

  it('nothing can be published before the start or after the stop', async () => {
    await queue().gateway.stop();
    await expect(queue().gateway.publish(aProposal())).rejects.toBeInstanceOf(QueueError);
    expect(await queue().supervisor.list()).toEqual([]);
  });
}

function answering(queue: () => QueueUnderTest, listener: () => Listener): void {
  it('S9: an answer is heard by the gateway, once, and the proposal counts as answered', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const answer = anAnswer(proposal.id, { scope: { host_only: true, uses: 1 }, decided_by: 'ana' });
    expect(await queue().supervisor.respond(answer)).toEqual({ kind: 'recorded' });
    expect(await listener().next()).toEqual({ kind: 'answered', id: proposal.id, response: answer });
    expect((await queue().supervisor.get(proposal.id))?.answered).toBe(true);
    expect((await queue().supervisor.list()).map((queued) => queued.answered)).toEqual([true]);
    await queue().gateway.close(proposal.id, anOutcome(proposal.id));
    expect(listener().heard).toHaveLength(1);
  });

  it('an answer to nothing is unknown', async () => {
    expect(await queue().supervisor.respond(anAnswer(freshId()))).toEqual({ kind: 'unknown' });
  });

  it('Q6: the second answer is told the first, also once that is archived', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const first = anAnswer(proposal.id, { status: 'rejected', notes: 'no' });
    await queue().supervisor.respond(first);
    const late = { kind: 'already_decided', response: first };
    expect(await queue().otherSupervisor.respond(anAnswer(proposal.id))).toEqual(late);
    await queue().gateway.close(proposal.id, anOutcome(proposal.id));
    expect(await queue().otherSupervisor.respond(anAnswer(proposal.id))).toEqual(late);
  });

  it('Q6: of a hundred answers that race exactly one is recorded, and it is the one that is heard', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const results = await Promise.all(
      Array.from({ length: 100 }, async (_, number) => {
        const supervisor = number % 2 === 0 ? queue().supervisor : queue().otherSupervisor;
        const answer = anAnswer(proposal.id, { notes: `answer ${number}` });
        return { answer, result: await supervisor.respond(answer) };
      }),
    );
    const recorded = results.filter(({ result }) => result.kind === 'recorded');
    expect(recorded).toHaveLength(1);
    const winner = recorded[0]?.answer;
    expect(await listener().next()).toEqual({ kind: 'answered', id: proposal.id, response: winner });
    for (const { result } of results) {
      if (result.kind !== 'recorded') expect(result).toEqual({ kind: 'already_decided', response: winner });
    }
    expect(listener().heard).toHaveLength(1);
  });

  it('Q9: an answer to other bytes than the proposal has is refused, not recorded', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const answer = anAnswer(proposal.id, { digest: '0'.repeat(64) });
    await expect(queue().supervisor.respond(answer)).rejects.toMatchObject({ code: 'write_failed' });
    expect((await queue().supervisor.get(proposal.id))?.answered).toBe(false);
    const digest = digestOf(serialiseProposal(proposal));
    expect(await queue().supervisor.respond(anAnswer(proposal.id, { digest }))).toEqual({ kind: 'recorded' });
  });

  it('C5: an answer belongs to its own proposal only', async () => {
    const [a, b] = [aProposal(), aProposal()];
    await queue().gateway.publish(a);
    await queue().gateway.publish(b);
    await queue().supervisor.respond(anAnswer(a.id));
    expect(await listener().next()).toMatchObject({ kind: 'answered', id: a.id });
    expect((await queue().supervisor.get(b.id))?.answered).toBe(false);
    await queue().supervisor.respond(anAnswer(b.id, { status: 'rejected' }));
    expect(await listener().next()).toMatchObject({
      kind: 'answered',
      id: b.id,
      response: { status: 'rejected' },
    });
  });

  it('whoever watches is told of a question, an answer and a closing', async () => {
    const proposal = aProposal();
    for (const change of [
      () => queue().gateway.publish(proposal),
      () => queue().supervisor.respond(anAnswer(proposal.id)),
      () => queue().gateway.close(proposal.id, anOutcome(proposal.id)),
    ]) {
      let end = (): void => undefined;
      const told = new Promise<void>((resolve) => {
        queue()
          .otherSupervisor.watch(resolve)
          .then(async (stop) => {
            end = stop;
            await change();
          })
          .catch(() => undefined);
      });
      await told;
      end();
    }
  });
}

function closing(queue: () => QueueUnderTest, listener: () => Listener): void {
  it('S15: a closed proposal is archived with its answer and its outcome, and leaves the list', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    await queue().gateway.showState(proposal.id, { waiters: [], requests: 2 });
    const answer = anAnswer(proposal.id);
    await queue().supervisor.respond(answer);
    await listener().next();
    const outcome = anOutcome(proposal.id, 'decided', { requests: 2 });
    await queue().gateway.close(proposal.id, outcome);
    expect(await queue().supervisor.list()).toEqual([]);
    expect(await queue().supervisor.get(proposal.id)).toBeNull();
    const digest = digestOf(serialiseProposal(proposal));
    expect(await queue().supervisor.history({ limit: 10 })).toEqual([
      { proposal, digest, response: answer, outcome },
    ]);
  });

  it('S15: one that nobody answered is archived without a response; a later answer finds nothing', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    await queue().gateway.close(proposal.id, anOutcome(proposal.id, 'expired'));
    expect(await queue().supervisor.history({ limit: 1 })).toMatchObject([
      { response: null, outcome: { reason: 'expired' } },
    ]);
    expect(await queue().supervisor.respond(anAnswer(proposal.id))).toEqual({ kind: 'unknown' });
    expect(listener().heard).toEqual([]);
  });

  it('closing while the proposal is still being written closes it', async () => {
    const proposal = aProposal();
    const published = queue().gateway.publish(proposal);
    const closed = queue().gateway.close(proposal.id, anOutcome(proposal.id, 'superseded'));
    await Promise.all([published, closed]);
    expect(await queue().supervisor.list()).toEqual([]);
    expect(await queue().supervisor.history({ limit: 1 })).toMatchObject([
      { outcome: { reason: 'superseded' } },
    ]);
  });

  it('S15: closing twice archives once, and a state shown afterwards brings nothing back', async () => {
    const proposal = aProposal();
    await queue().gateway.publish(proposal);
    const outcome = anOutcome(proposal.id, 'expired');
    await Promise.all([
      queue().gateway.close(proposal.id, outcome),
      queue().gateway.close(proposal.id, outcome),
    ]);
    await queue().gateway.close(proposal.id, anOutcome(proposal.id, 'withdrawn'));
    await queue().gateway.showState(proposal.id, { waiters: [], requests: 9 });
    expect(await queue().supervisor.list()).toEqual([]);
    expect(await queue().supervisor.history({ limit: 9 })).toMatchObject([{ outcome }]);
  });

  it('the history is read in pages, newest first', async () => {
    const ids = [];
    for (let minute = 10; minute < 17; minute++) {
      const { id } = aProposal();
      ids.unshift(id);
      await queue().gateway.publish(aProposal({ id }));
      await queue().gateway.close(
        id,
        anOutcome(id, 'expired', { closed_at: `2026-11-22T10:${minute}:00.000Z` }),
      );
    }
    const seen = [];
    let page = await queue().supervisor.history({ limit: 3 });
    while (page.length > 0) {
      expect(page.length).toBeLessThanOrEqual(3);
      seen.push(...page.map((archived) => archived.proposal.id));
      const before = seen.at(-1);
      page = await queue().supervisor.history(before === undefined ? { limit: 3 } : { limit: 3, before });
    }
    expect(seen).toEqual(ids);
    expect(await queue().supervisor.history({ limit: 3, before: freshId() })).toEqual([]);
  });
}

function starting(queue: () => QueueUnderTest): void {
  it('Q13 C20: the next process archives what its bottle left open as orphaned, and hears no leftover answer', async () => {
    const [answered, open] = [aProposal(), aProposal()];
    await queue().gateway.publish(answered);
    await queue().gateway.publish(open);
    await queue().gateway.showState(open.id, { waiters: [], requests: 3 });
    await queue().gateway.stop();
    await queue().supervisor.respond(anAnswer(answered.id));

    const listener = new Listener();
    const successor = queue().successor();
    const orphans = await successor.start('demo', listener);
    expect([...orphans].sort()).toEqual([answered.id, open.id].sort());
    expect(await queue().supervisor.list()).toEqual([]);
    const history = await queue().supervisor.history({ limit: 9 });
    expect(history.map((archived) => archived.outcome?.reason)).toEqual(['orphaned', 'orphaned']);
    expect(history.find((archived) => archived.proposal.id === open.id)?.outcome?.requests).toBe(3);
    expect(history.find((archived) => archived.proposal.id === answered.id)?.response?.status).toBe(
      'approved',
    );

    const fresh = aProposal();
    await successor.publish(fresh);
    await queue().supervisor.respond(anAnswer(fresh.id));
    expect(await listener.next()).toMatchObject({ kind: 'answered', id: fresh.id });
    expect(listener.heard).toHaveLength(1);
    await successor.stop();
  });

  it('Q13: proposals of other bottles and tools outlive the gateway', async () => {
    const kept = [
      aProposal({ bottle_slug: 'other' }),
      aProposal({ tool: 'gitleaks-allow' }),
      aProposal({ tool: 'allow' }),
    ];
    for (const proposal of kept) await queue().gateway.publish(proposal);
    await queue().gateway.stop();
    const successor = queue().successor();
    expect(await successor.start('demo', new Listener())).toEqual([]);
    expect((await queue().supervisor.list()).map((queued) => queued.proposal.id).sort()).toEqual(
      kept.map((proposal) => proposal.id).sort(),
    );
    await successor.stop();
  });

  it('a queue is started once', async () => {
    await expect(queue().gateway.start('demo', new Listener())).rejects.toMatchObject({ code: 'not_usable' });
  });
}
