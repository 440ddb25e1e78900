import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import type { FileSystem } from '../../../src/queue/file/file-system.ts';
import { nodeFileSystem } from '../../../src/queue/file/node-file-system.ts';
import { anAnswer, anOutcome, aProposal, Listener } from '../samples.ts';
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

for (const kind of ['proposal', 'response', 'state'] as const) {
  it(`Q3: a planted ${kind} of a guessed id makes the gateway take another id, and stays as it was`, async () => {
    const proposal = aProposal();
    const path = place.open(`${proposal.id}.${kind}.json`);
    const content = JSON.stringify(anAnswer(proposal.id));
    writeFileSync(path, content, { mode: 0o600 });
    await expect(queue.publish(proposal)).rejects.toMatchObject({ code: 'exists' });
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(readdirSync(place.directory).sort()).toEqual([`${proposal.id}.${kind}.json`, 'processed'].sort());
    expect(listener.heard).toEqual([]);
  });
}

it('Q5 Q3: a symbolic link under the name of a proposal is never written through', async () => {
  const proposal = aProposal();
  symlinkSync(`${place.parent}/victim`, place.open(`${proposal.id}.proposal.json`));
  await expect(queue.publish(proposal)).rejects.toMatchObject({ code: 'exists' });
  expect(existsSync(`${place.parent}/victim`)).toBe(false);
});

it('Q5: a symbolic link under the name of a response is never written through', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  symlinkSync(`${place.parent}/victim`, place.open(`${proposal.id}.response.json`));
  const result = await queue.respond(anAnswer(proposal.id));
  expect(result).toEqual({ kind: 'already_decided', response: null });
  expect(existsSync(`${place.parent}/victim`)).toBe(false);
});

it('Q5: a state replaces what was planted under its name, and follows no link', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  writeFileSync(`${place.parent}/victim`, 'untouched');
  symlinkSync(`${place.parent}/victim`, place.open(`${proposal.id}.state.json`));
  await queue.showState(proposal.id, { waiters: [], requests: 4 });
  expect(readFileSync(`${place.parent}/victim`, 'utf8')).toBe('untouched');
  expect((await queue.get(proposal.id))?.state?.requests).toBe(4);
});

it('Q15: what has a name in the archive keeps it; what comes later gets another', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.respond(anAnswer(proposal.id));
  await listener.next();
  const kinds = ['outcome', 'proposal', 'response'];
  for (const kind of kinds)
    writeFileSync(place.archived(`${proposal.id}.${kind}.json`), 'earlier', { mode: 0o600 });
  await queue.close(proposal.id, anOutcome(proposal.id));
  for (const kind of kinds) {
    expect(readFileSync(place.archived(`${proposal.id}.${kind}.json`), 'utf8')).toBe('earlier');
    const suffixed = readdirSync(place.archive).filter((name) =>
      name.startsWith(`${proposal.id}.${kind}.json.`),
    );
    expect(suffixed).toHaveLength(1);
    expect(JSON.parse(readFileSync(place.archived(suffixed[0] ?? ''), 'utf8'))).toBeTypeOf('object');
  }
  expect(readdirSync(place.directory)).toEqual(['processed']);
});

it('Q15 Q5: links, and directories, in the archive are not followed or filled', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.respond(anAnswer(proposal.id));
  await listener.next();
  symlinkSync(`${place.parent}/victim`, place.archived(`${proposal.id}.outcome.json`));
  symlinkSync(place.parent, place.archived(`${proposal.id}.response.json`));
  mkdirSync(place.archived(`${proposal.id}.proposal.json`));
  await queue.close(proposal.id, anOutcome(proposal.id));
  expect(existsSync(`${place.parent}/victim`)).toBe(false);
  expect(readdirSync(place.parent)).toEqual(['queue']);
  expect(readdirSync(place.archived(`${proposal.id}.proposal.json`))).toEqual([]);
  expect(readdirSync(place.directory)).toEqual(['processed']);
});

it('Q15: an answer that is no file is moved as it is, and does not replace an archived one', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  writeFileSync(place.archived(`${proposal.id}.response.json`), 'earlier', { mode: 0o600 });
  symlinkSync('/nonexistent', place.open(`${proposal.id}.response.json`));
  expect(await listener.next()).toMatchObject({ kind: 'malformed' });
  await queue.close(proposal.id, anOutcome(proposal.id, 'malformed'));
  expect(readFileSync(place.archived(`${proposal.id}.response.json`), 'utf8')).toBe('earlier');
  const moved = readdirSync(place.archive).find((name) => name.startsWith(`${proposal.id}.response.json.`));
  expect(lstatSync(place.archived(moved ?? '')).isSymbolicLink()).toBe(true);
});

it('Q15: a move that was cut short between its two names is finished, not doubled', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.respond(anAnswer(proposal.id));
  await listener.next();
  linkSync(place.open(`${proposal.id}.response.json`), place.archived(`${proposal.id}.response.json`));
  await queue.close(proposal.id, anOutcome(proposal.id));
  expect(readdirSync(place.archive).sort()).toEqual(
    ['outcome', 'proposal', 'response'].map((kind) => `${proposal.id}.${kind}.json`),
  );
  expect(lstatSync(place.archived(`${proposal.id}.response.json`)).nlink).toBe(1);
});

/** As if `processed/` were a mount of its own. */
const twoDevices: FileSystem = {
  ...nodeFileSystem,
  link: (from, to) => acrossDevices(from, to) ?? nodeFileSystem.link(from, to),
  rename: (from, to) => acrossDevices(from, to) ?? nodeFileSystem.rename(from, to),
};

function acrossDevices(from: string, to: string): Promise<void> | null {
  if (from.includes('/processed/') === to.includes('/processed/')) return null;
  return Promise.reject(Object.assign(new Error('cross-device'), { code: 'EXDEV' }));
}

it('Q15: an archive on another file system gets copies', async () => {
  await queue.stop();
  queue = place.queue({ fileSystem: twoDevices });
  await queue.start('demo', listener);
  const proposal = aProposal();
  await queue.publish(proposal);
  await queue.respond(anAnswer(proposal.id));
  await listener.next();
  await queue.close(proposal.id, anOutcome(proposal.id));
  expect(readdirSync(place.directory)).toEqual(['processed']);
  expect(await queue.history({ limit: 1 })).toMatchObject([
    { proposal, response: { status: 'approved' }, outcome: { reason: 'decided' } },
  ]);
});

it('Q15: what cannot be copied there is put aside, never followed', async () => {
  await queue.stop();
  queue = place.queue({ fileSystem: twoDevices });
  await queue.start('demo', listener);
  const proposal = aProposal();
  await queue.publish(proposal);
  symlinkSync('/etc/passwd', place.open(`${proposal.id}.response.json`));
  await listener.next();
  await queue.close(proposal.id, anOutcome(proposal.id, 'malformed'));
  const left = readdirSync(place.directory).filter((name) => name !== 'processed');
  expect(left).toEqual([expect.stringMatching(`^${proposal.id}\\.response\\.json\\.aside-`)]);
  expect(readdirSync(place.archive).sort()).toEqual(
    ['outcome', 'proposal'].map((kind) => `${proposal.id}.${kind}.json`),
  );
});

it('Q22 C5: a proposal that is edited or deleted approves nothing, and what was published is archived', async () => {
  const [edited, deleted, linked] = [aProposal(), aProposal(), aProposal()];
  for (const proposal of [edited, deleted, linked]) await queue.publish(proposal);
  writeFileSync(
    place.open(`${edited.id}.proposal.json`),
    JSON.stringify({ ...edited, proposed_file: 'harmless' }),
  );
  unlinkSync(place.open(`${deleted.id}.proposal.json`));
  linkSync(place.open(`${linked.id}.proposal.json`), `${place.parent}/second-name`);
  for (const proposal of [edited, deleted, linked]) {
    await queue.close(proposal.id, anOutcome(proposal.id, 'expired'));
  }
  expect(listener.heard).toEqual([]);
  const archived = await queue.history({ limit: 9 });
  for (const proposal of [edited, deleted, linked]) {
    expect(archived.map((entry) => entry.proposal)).toContainEqual(proposal);
    expect(place.notices).toContainEqual(
      expect.objectContaining({ event: 'proposal_altered', id: proposal.id }),
    );
  }
  expect(readdirSync(place.directory)).toEqual(['processed']);
  expect(
    readdirSync(place.archive).filter((name) => name.startsWith(`${edited.id}.proposal.json.`)),
  ).toHaveLength(1);
});

it('Q22: an answer to an edited proposal counts against what was published', async () => {
  const proposal = aProposal();
  await queue.publish(proposal);
  const shown = { ...proposal, proposed_file: 'harmless' };
  writeFileSync(place.open(`${proposal.id}.proposal.json`), JSON.stringify(shown));
  const digest = (await queue.get(proposal.id))?.digest ?? '';
  expect(await queue.respond(anAnswer(proposal.id, { digest }))).toEqual({ kind: 'recorded' });
  expect(await listener.next()).toMatchObject({ kind: 'malformed', id: proposal.id });
});
