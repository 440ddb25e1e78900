import { readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import { anOutcome, aProposal, Listener } from '../samples.ts';
import { Place } from './temporary.ts';

const waiter = { client: 'curl/8.5.0', since: '2026-11-22T10:00:00.000Z', gives_up_at: null };

let place: Place;
let queue: GatewayQueue & SupervisorQueue;

beforeEach(async () => {
  place = new Place();
  queue = place.queue();
  await queue.start('demo', new Listener());
});
afterEach(() => place.end());

it('a state and an outcome with a thousand waiters are written, and read, in full', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  const state = { waiters: Array.from({ length: 1_024 }, () => waiter), requests: 1_500 };
  await queue.showState(proposal.id, state);
  expect((await queue.get(proposal.id))?.state).toEqual(state);
  await queue.close(proposal.id, anOutcome(proposal.id, 'decided', state));
  expect((await queue.history({ limit: 1 }))[0]?.outcome).toMatchObject(state);
});

it('I8: past what a reader takes, the count stays and the list goes', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  const state = { waiters: Array.from({ length: 20_000 }, () => waiter), requests: 20_000 };
  await queue.showState(proposal.id, state);
  expect((await queue.get(proposal.id))?.state).toEqual({ waiters: [], requests: 20_000 });
  await queue.close(proposal.id, anOutcome(proposal.id, 'decided', state));
  expect((await queue.history({ limit: 1 }))[0]?.outcome).toMatchObject({ waiters: [], requests: 20_000 });
});

it('S7: the state file has the shape of the contract and is replaced, not rewritten', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  const path = place.open(`${proposal.id}.state.json`);
  await queue.showState(proposal.id, { waiters: [waiter], requests: 1 });
  const first = statSync(path).ino;
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ waiters: [waiter], requests: 1 });
  await queue.showState(proposal.id, { waiters: [], requests: 2 });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ waiters: [], requests: 2 });
  expect(statSync(path).ino).not.toBe(first);
});
