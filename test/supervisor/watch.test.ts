import { describe, expect, it } from 'vitest';
import { createMemoryQueue } from '../../src/queue/memory/memory-queue.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import { type ProposalEvent, watchProposals } from '../../src/supervisor/watch.ts';
import { idOf, NOW, proposal, startQueue, state } from './proposals.ts';

async function next(events: AsyncIterator<ProposalEvent>): Promise<unknown> {
  const step = await events.next();
  if (step.done === true) return 'ended';
  const { value } = step;
  return value.event === 'closed' ? value : { event: value.event, id: value.proposal.proposal.id };
}

describe('watchProposals', () => {
  it('tells the open ones first, then what opens, changes and closes, and ends when told to', async () => {
    const queue = createMemoryQueue();
    await startQueue(queue);
    await queue.publish(proposal(1));
    const end = new AbortController();
    const events = watchProposals(queue, end.signal);
    expect(await next(events)).toEqual({ event: 'open', id: idOf(1) });

    const opened = next(events);
    await queue.publish(proposal(2));
    expect(await opened).toEqual({ event: 'open', id: idOf(2) });

    const changed = next(events);
    await queue.showState(idOf(2), state(null));
    expect(await changed).toEqual({ event: 'changed', id: idOf(2) });

    const closed = next(events);
    const supervisor = new Supervisor({ queue, now: () => NOW });
    const digest = (await queue.get(idOf(1)))?.digest ?? '';
    await supervisor.decide({ id: idOf(1), digest, status: 'rejected', notes: 'no', decidedBy: 'ada' });
    const first = await closed;
    // The answer may be seen before the gateway has closed the proposal.
    const last =
      typeof first === 'object' && first !== null && 'id' in first && 'reason' in first
        ? first
        : await next(events);
    expect(last).toEqual({ event: 'closed', id: idOf(1), reason: 'decided', status: 'rejected' });

    const done = next(events);
    end.abort();
    expect(await done).toBe('ended');
  });

  it('a change between two looks is not missed', async () => {
    const queue = createMemoryQueue();
    await startQueue(queue);
    const end = new AbortController();
    const events = watchProposals(queue, end.signal);
    const first = next(events);
    await queue.publish(proposal(1));
    expect(await first).toEqual({ event: 'open', id: idOf(1) });
    await queue.publish(proposal(2));
    await queue.publish(proposal(3));
    expect([await next(events), await next(events)]).toEqual([
      { event: 'open', id: idOf(2) },
      { event: 'open', id: idOf(3) },
    ]);
    end.abort();
    expect(await next(events)).toBe('ended');
  });

  it('stops watching when its reader leaves', async () => {
    const queue = createMemoryQueue();
    await startQueue(queue);
    await queue.publish(proposal(1));
    let watching = 0;
    const counted = {
      list: () => queue.list(),
      get: (id: string) => queue.get(id),
      respond: queue.respond.bind(queue),
      history: queue.history.bind(queue),
      present: queue.present.bind(queue),
      record: queue.record.bind(queue),
      verifyLog: queue.verifyLog.bind(queue),
      async watch(onChange: () => void) {
        watching += 1;
        const stop = await queue.watch(onChange);
        return () => {
          watching -= 1;
          stop();
        };
      },
    };
    for await (const event of watchProposals(counted, new AbortController().signal)) {
      expect(watching).toBe(1);
      if (event.event === 'open') break;
    }
    expect(watching).toBe(0);
  });
});
