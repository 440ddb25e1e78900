import { linkSync, readdirSync, renameSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serialiseProposal } from '../../../src/core/approval/proposal.ts';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import { temporaryPrefix } from '../../../src/queue/file/names.ts';
import { anAnswer, anOutcome, aProposal, freshId, Listener } from '../samples.ts';
import { Place } from './temporary.ts';

let place: Place;
let queue: GatewayQueue & SupervisorQueue;
let listener: Listener;

beforeEach(async () => {
  place = new Place();
  listener = new Listener();
  queue = place.queue();
  await queue.start('demo', listener);
});
afterEach(() => place.end());

const openNames = (): string[] => readdirSync(place.directory).filter((name) => name !== 'processed');

function plant(name: string, content: string | Buffer = '{}'): void {
  writeFileSync(place.open(name), content, { mode: 0o600 });
}

async function restart(): Promise<readonly string[]> {
  await queue.stop();
  queue = place.queue();
  return queue.start('demo', listener);
}

it('Q13: answers and states without a proposal are tidied away at start, and honoured by nobody', async () => {
  const id = freshId();
  plant(`${id}.response.json`, JSON.stringify(anAnswer(id)));
  plant(`${freshId()}.state.json`);
  expect(await restart()).toEqual([]);
  expect(openNames()).toEqual([]);
  expect(readdirSync(place.archive)).toEqual([`${id}.response.json`]);
  await expect(queue.publish(aProposal({ id }))).rejects.toMatchObject({ code: 'exists' });
  expect(listener.heard).toEqual([]);
});

it('Q13: what other daemons keep in the directory stays as it is', async () => {
  const other = aProposal({ tool: 'capability-block' });
  const closed = aProposal({ bottle_slug: 'other' });
  await queue.publish(other);
  await queue.publish(closed);
  await queue.close(closed.id, anOutcome(closed.id));
  const names = [
    `${other.id}.proposal.json`,
    `${other.id}.response.json`,
    `${other.id}.state.json`,
    `${closed.id}.response.json`,
    `${freshId()}.proposal.json`,
    'README',
    'x.response.json',
    '.hidden',
    `${freshId()}.response.json.bak`,
    `${temporaryPrefix('other')}123`,
    '.decant-answer-fresh',
  ];
  for (const name of names.slice(1)) plant(name);
  expect(await restart()).toEqual([]);
  expect(openNames().sort()).toEqual(names.sort());
});

it('C20: temporary files of a crash are removed, and a proposal that still had two names is archived', async () => {
  await queue.stop();
  const proposal = aProposal();
  const temporary = `${temporaryPrefix('demo')}123`;
  plant(temporary, serialiseProposal(proposal));
  linkSync(place.open(temporary), place.open(`${proposal.id}.proposal.json`));
  plant('.decant-answer-old');
  utimesSync(place.open('.decant-answer-old'), 0, 0);
  writeFileSync(place.archived(`${temporaryPrefix('demo')}456`), '');
  expect(await restart()).toEqual([proposal.id]);
  expect(openNames()).toEqual([]);
  expect(readdirSync(place.archive).sort()).toEqual(
    ['outcome', 'proposal'].map((kind) => `${proposal.id}.${kind}.json`),
  );
});

it('C20 Q15: a closing that was cut short is finished with the outcome it had', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.respond(anAnswer(proposal.id));
  await listener.next();
  await queue.close(proposal.id, anOutcome(proposal.id, 'decided'));
  renameSync(place.archived(`${proposal.id}.proposal.json`), place.open(`${proposal.id}.proposal.json`));
  linkSync(place.archived(`${proposal.id}.response.json`), place.open(`${proposal.id}.response.json`));
  expect(await restart()).toEqual([proposal.id]);
  expect(openNames()).toEqual([]);
  expect(await queue.history({ limit: 9 })).toMatchObject([
    { proposal, response: { status: 'approved' }, outcome: { reason: 'decided' } },
  ]);
  expect(readdirSync(place.archive)).toHaveLength(3);
});

it('Q11 Q3: an answer after the closing is archived, changes nothing, and does not stay', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.close(proposal.id, anOutcome(proposal.id, 'expired'));
  plant(`${proposal.id}.response.json`, JSON.stringify(anAnswer(proposal.id)));
  await place.noticed('stray_answer_archived');
  expect(openNames()).toEqual([]);
  expect(readdirSync(place.archive)).toContain(`${proposal.id}.response.json`);
  expect(listener.heard).toEqual([]);
});

it('S15: an answer that comes between expiry and closing is archived with its proposal', async () => {
  await queue.stop();
  queue = place.queue({ watch: false });
  await queue.start('demo', listener);
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.respond(anAnswer(proposal.id));
  await queue.close(proposal.id, anOutcome(proposal.id, 'expired'));
  expect(await queue.history({ limit: 1 })).toMatchObject([
    { response: { status: 'approved' }, outcome: { reason: 'expired' } },
  ]);
});

it('Q22: deleting a proposal that is open is no answer and no withdrawal', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  unlinkSync(place.open(`${proposal.id}.proposal.json`));
  plant(`${proposal.id}.response.json`, JSON.stringify(anAnswer(proposal.id, { status: 'rejected' })));
  expect(await listener.next()).toMatchObject({ kind: 'answered', response: { status: 'rejected' } });
  expect(listener.heard).toHaveLength(1);
});
