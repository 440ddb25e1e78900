import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serialiseResponse } from '../../../src/core/approval/response.ts';
import { signed } from '../../../src/core/approval/response-mac.ts';
import { anAnswer, anOutcome, aProposal, Listener } from '../samples.ts';
import { Place } from './temporary.ts';

const KEY = Buffer.from('the key of the operators of a queue');

let place: Place;
let listener: Listener;

beforeEach(() => {
  place = new Place();
  listener = new Listener();
});
afterEach(() => place.end());

it('Q2 C1: an unkeyed or wrongly keyed file, written by hand, is malformed', async () => {
  const gateway = place.queue({ responseKey: KEY });
  await gateway.start('demo', listener);
  const answers = [
    (id: ReturnType<typeof aProposal>['id']) => anAnswer(id),
    (id: ReturnType<typeof aProposal>['id']) =>
      signed(Buffer.from('not the key of these operators'), anAnswer(id)),
  ];
  for (const answer of answers) {
    const proposal = aProposal();
    await gateway.publish(proposal);
    const path = place.open(`${proposal.id}.response.json`);
    writeFileSync(path, serialiseResponse(answer(proposal.id)), { mode: 0o600 });
    expect(await listener.next()).toMatchObject({ kind: 'malformed', id: proposal.id });
  }
});

it('what was answered before there was a key stays to be read', async () => {
  const gateway = place.queue();
  await gateway.start('demo', listener);
  const proposal = aProposal();
  await gateway.publish(proposal);
  await gateway.respond(anAnswer(proposal.id));
  await listener.next();
  await gateway.close(proposal.id, anOutcome(proposal.id));
  const [archived] = await place.queue({ responseKey: KEY }).history({ limit: 1 });
  expect(archived?.response).toEqual(anAnswer(proposal.id));
});
