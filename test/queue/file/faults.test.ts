import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type GatewayQueue,
  QueueError,
  type SupervisorQueue,
} from '../../../src/core/approval/queue-port.ts';
import { anAnswer, anOutcome, aProposal, Listener } from '../samples.ts';
import { FailingFileSystem, type Fault } from './failing-file-system.ts';
import { ManualClock } from './manual-clock.ts';
import { Place } from './temporary.ts';

const CODES = ['ENOSPC', 'EIO', 'EMFILE', 'EROFS', 'EACCES'];
const MORE_THAN_ANY = 200;

let place: Place;
let fileSystem: FailingFileSystem;
let clock: ManualClock;
let listener: Listener;
let queue: GatewayQueue & SupervisorQueue;

beforeEach(begin);
afterEach(() => place.end());

async function begin(): Promise<void> {
  place = new Place();
  fileSystem = new FailingFileSystem();
  // Nothing runs beside the operation whose calls are counted: no events, and a poll only when the test says so.
  clock = new ManualClock();
  listener = new Listener();
  queue = place.queue({ fileSystem, clock, watch: false });
  await queue.start('demo', listener);
}

const openNames = (): string[] => readdirSync(place.directory).filter((name) => name !== 'processed');

interface Result {
  readonly error: unknown;
  /** The calls that were made to fail. */
  readonly failed: readonly string[];
}

/** Runs the operation with the first call failing, then with the second, …, until it needs no more calls than that. */
async function eachCall(
  fault: Omit<Fault, 'from'>,
  round: (operate: (operation: () => Promise<unknown>) => Promise<Result>) => Promise<void>,
): Promise<number> {
  for (let from = 1; from < MORE_THAN_ANY; from++) {
    let failed: readonly string[] = [];
    await round(async (operation) => {
      fileSystem.set({ ...fault, from });
      const error = await operation().then(
        () => null,
        (reason: unknown) => reason,
      );
      failed = [...fileSystem.failed];
      fileSystem.set(null);
      return { error, failed };
    });
    if (failed.length === 0) return from - 1;
    await place.end();
    await begin();
  }
  throw new Error('it never came to an end');
}

function expectQueueError(error: unknown, code: string): void {
  expect(error).toBeInstanceOf(QueueError);
  expect(String(error)).not.toContain('secret');
  expect(String(error)).toContain(code);
}

describe('when one call fails', () => {
  for (const code of CODES) {
    it(`Q14 C4: publishing with ${code} rejects, leaves nothing behind, and the next one succeeds`, async () => {
      const calls = await eachCall({ code, lasts: 'once' }, async (operate) => {
        const { error, failed } = await operate(() => queue.publish(aProposal()));
        if (error === null) {
          // At most the first look for an answer failed: the proposal stands by then.
          expect([[], ['openToRead']]).toContainEqual(failed);
          expect(openNames()).toHaveLength(1);
          return;
        }
        expectQueueError(error, code);
        expect(openNames()).toEqual([]);
        const next = aProposal();
        await queue.publish(next);
        expect((await queue.list()).map((queued) => queued.proposal)).toEqual([next]);
        await queue.respond(anAnswer(next.id));
        clock.advance(200);
        while ((await listener.next()).kind !== 'answered');
      });
      expect(calls).toBeGreaterThan(10);
    });
  }

  it('Q15 C4: closing archives what it can, never tells twice, and the rest follows with the next closing', async () => {
    const calls = await eachCall({ code: 'EIO', lasts: 'once' }, async (operate) => {
      const proposal = await publishedAndAnswered();
      const { error, failed } = await operate(() => queue.close(proposal.id, anOutcome(proposal.id)));
      expect(error === null).toBe(failed.length === 0);
      if (error !== null) {
        expectQueueError(error, 'EIO');
        expect(place.notices).toContainEqual(
          expect.objectContaining({ event: 'archive_failed', id: proposal.id }),
        );
      }
      const next = aProposal();
      await queue.publish(next);
      await queue.close(next.id, anOutcome(next.id, 'expired', { closed_at: '2026-11-22T10:04:00.000Z' }));
      expect(openNames()).toEqual([]);
      expect(await queue.history({ limit: 9 })).toMatchObject([
        { proposal, response: { status: 'approved' }, outcome: { reason: 'decided' } },
        { proposal: next },
      ]);
      expect(readdirSync(place.archive)).toHaveLength(5);
      expect(listener.heard).toHaveLength(1);
    });
    expect(calls).toBeGreaterThan(20);
  });

  it('Q13 Q14: a start that fails is repeated without loss', async () => {
    const calls = await eachCall({ code: 'EIO', lasts: 'once' }, async (operate) => {
      const proposal = await publishedAndAnswered();
      await queue.stop();
      const { error, failed } = await operate(() => queue.start('demo', listener));
      expect(error === null).toBe(failed.length === 0);
      if (error !== null) {
        expectQueueError(error, 'EIO');
        await queue.start('demo', listener);
      }
      expect(openNames().filter((name) => !name.startsWith('.decant-'))).toEqual([]);
      expect(await queue.history({ limit: 9 })).toMatchObject([
        { proposal, response: { status: 'approved' }, outcome: { reason: 'orphaned' } },
      ]);
      expect(listener.heard).toHaveLength(1);
    });
    expect(calls).toBeGreaterThan(40);
  });

  it('Q6: an answer that cannot be written is no answer, and can be given again', async () => {
    await eachCall({ code: 'ENOSPC', lasts: 'once' }, async (operate) => {
      const proposal = aProposal();
      await queue.publish(proposal);
      const { error } = await operate(() => queue.respond(anAnswer(proposal.id)));
      if (error !== null) {
        expectQueueError(error, 'ENOSPC');
        expect(await queue.respond(anAnswer(proposal.id))).toEqual({ kind: 'recorded' });
      }
      clock.advance(200);
      expect(await listener.next()).toMatchObject({ kind: 'answered', id: proposal.id });
    });
  });

  for (const code of ['EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'ESTALE']) {
    it(`Q14: a look-up that fails with ${code} fails everything open, once`, async () => {
      const [a, b] = [aProposal(), aProposal()];
      await queue.publish(a);
      await queue.publish(b);
      fileSystem.set({ code, from: 1, lasts: 'for_good' });
      clock.advance(200);
      expect(await listener.next()).toMatchObject({ kind: 'failed', error: { detail: code } });
      fileSystem.set(null);
      await queue.respond(anAnswer(a.id));
      clock.advance(1_000);
      // A proposal that is published now finds the directory in order again; what was open stays unheard.
      const next = aProposal();
      await queue.publish(next);
      await queue.respond(anAnswer(next.id));
      clock.advance(200);
      expect(await listener.next()).toMatchObject({ kind: 'answered', id: next.id });
      expect(listener.heard).toHaveLength(2);
    });
  }
});

describe('when every call fails from one on, as in a crash', () => {
  it('C20 Q13: in publishing: the next process finds nothing, or an orphan, and honours no answer', async () => {
    await eachCall({ code: 'EIO', lasts: 'for_good' }, async (operate) => {
      const proposal = aProposal();
      await operate(() => queue.publish(proposal));
      await expectCleanSuccessor(proposal.id);
    });
  });

  it('C20 Q13: in closing: the next process finishes it, and archives one proposal with one answer', async () => {
    await eachCall({ code: 'EIO', lasts: 'for_good' }, async (operate) => {
      const proposal = await publishedAndAnswered();
      await operate(() => queue.close(proposal.id, anOutcome(proposal.id)));
      await expectCleanSuccessor(proposal.id);
      expect(await queue.history({ limit: 9 })).toMatchObject([
        { proposal, response: { status: 'approved' } },
      ]);
      expect(readdirSync(place.archive).sort()).toEqual(
        ['outcome', 'proposal', 'response'].map((kind) => `${proposal.id}.${kind}.json`),
      );
      expect(listener.heard.filter(({ kind }) => kind === 'answered')).toHaveLength(1);
    });
  });
});

async function publishedAndAnswered() {
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.showState(proposal.id, { waiters: [], requests: 1 });
  await queue.respond(anAnswer(proposal.id));
  clock.advance(200);
  expect(await listener.next()).toMatchObject({ kind: 'answered' });
  return proposal;
}

async function expectCleanSuccessor(id: string): Promise<void> {
  await queue.stop();
  const successor = place.queue();
  const heard = new Listener();
  const orphans = await successor.start('demo', heard);
  expect([[], [id]]).toContainEqual(orphans);
  expect(openNames()).toEqual([]);
  expect(readdirSync(place.archive).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(heard.heard).toEqual([]);
}
