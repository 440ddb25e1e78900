import { readdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileSystem } from '../../../src/queue/file/file-system.ts';
import { nodeFileSystem } from '../../../src/queue/file/node-file-system.ts';
import { anAnswer, anOutcome, aProposal, Listener } from '../samples.ts';
import { Place } from './temporary.ts';

let place: Place;
let listener: Listener;

beforeEach(() => {
  place = new Place();
  listener = new Listener();
});
afterEach(() => place.end());

const proposal = aProposal();
const proposalName = `${proposal.id}.proposal.json`;
const responseName = `${proposal.id}.response.json`;

it('Q11 S15: an answer that comes while its proposal is being archived goes with it', async () => {
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    unlink: async (path) => {
      await nodeFileSystem.unlink(path);
      if (path !== place.open(proposalName)) return;
      writeFileSync(place.open(responseName), JSON.stringify(anAnswer(proposal.id)), { mode: 0o600 });
    },
  };
  const queue = place.queue({ fileSystem, watch: false });
  await queue.start('demo', listener);
  await queue.publish(proposal);
  await queue.close(proposal.id, anOutcome(proposal.id, 'expired'));
  expect(readdirSync(place.directory)).toEqual(['processed']);
  expect(readdirSync(place.archive)).toContain(responseName);
  expect(listener.heard).toEqual([]);
});

it('Q11: an operator whose answer came after the closing is told that there is nothing to answer', async () => {
  const gateway = place.queue({ watch: false });
  await gateway.start('demo', listener);
  await gateway.publish(proposal);
  const late = place.queue({
    fileSystem: {
      ...nodeFileSystem,
      link: async (from, to) => {
        await gateway.close(proposal.id, anOutcome(proposal.id, 'expired'));
        await nodeFileSystem.link(from, to);
      },
    },
  });
  expect(await late.respond(anAnswer(proposal.id))).toEqual({ kind: 'unknown' });
  expect(readdirSync(place.directory)).toEqual(['processed']);
  expect(listener.heard).toEqual([]);
});

it('Q11: an operator whose answer was taken and archived before the call returned is told that it counts', async () => {
  const gateway = place.queue();
  await gateway.start('demo', listener);
  await gateway.publish(proposal);
  const operator = place.queue({
    fileSystem: {
      ...nodeFileSystem,
      unlink: async (path) => {
        await nodeFileSystem.unlink(path);
        await listener.next();
        await gateway.close(proposal.id, anOutcome(proposal.id, 'decided'));
      },
    },
  });
  expect(await operator.respond(anAnswer(proposal.id))).toEqual({ kind: 'recorded' });
  expect(await operator.history({ limit: 1 })).toMatchObject([{ response: { status: 'approved' } }]);
});
