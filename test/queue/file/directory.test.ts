import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAnswer, anOutcome, aProposal, Listener } from '../samples.ts';
import { onlyAsRoot, Place } from './temporary.ts';

let place: Place;

beforeEach(() => {
  place = new Place();
});
afterEach(() => place.end());

const modeOf = (path: string): number => statSync(path).mode & 0o7777;

describe('the queue directory at start', () => {
  it('Q1: is created with its parents, private to its owner', async () => {
    const directory = `${place.parent}/not/there/yet`;
    await place.queue({ directory }).start('demo', new Listener());
    expect(modeOf(directory)).toBe(0o700);
    expect(modeOf(`${directory}/processed`)).toBe(0o700);
    expect(modeOf(`${place.parent}/not`)).toBe(0o700);
  });

  it('Q1: is created for the group where one is configured, and for nobody else', async () => {
    if (!onlyAsRoot('a queue for a group')) return;
    const queue = place.queue({ group: 4_321 });
    await queue.start('demo', new Listener());
    const proposal = aProposal();
    await queue.publish(proposal);
    await queue.showState(proposal.id, { waiters: [], requests: 1 });
    await queue.respond(anAnswer(proposal.id));
    for (const directory of [place.directory, place.archive]) {
      expect(modeOf(directory)).toBe(0o2770);
      expect(statSync(directory).gid).toBe(4_321);
    }
    for (const kind of ['proposal', 'state', 'response']) {
      const path = place.open(`${proposal.id}.${kind}.json`);
      expect(modeOf(path)).toBe(0o640);
      expect(statSync(path).gid).toBe(4_321);
    }
  });

  it('Q23: every file in it is readable by its owner only', async () => {
    const queue = place.queue();
    await queue.start('demo', new Listener());
    const [open, closed] = [aProposal(), aProposal()];
    for (const proposal of [open, closed]) {
      await queue.publish(proposal);
      await queue.showState(proposal.id, { waiters: [], requests: 1 });
      await queue.respond(anAnswer(proposal.id));
    }
    await queue.close(closed.id, anOutcome(closed.id));
    const files = [
      ...readdirSync(place.archive).map((name) => place.archived(name)),
      ...readdirSync(place.directory)
        .filter((name) => name !== 'processed')
        .map((name) => place.open(name)),
    ];
    expect(files).toHaveLength(6);
    for (const file of files) expect([file, modeOf(file)]).toEqual([file, 0o600]);
  });

  it('Q1: is used as it is where its owner left it readable', async () => {
    mkdirSync(place.directory, { mode: 0o755 });
    chmodSync(place.directory, 0o755);
    await place.queue().start('demo', new Listener());
    expect(modeOf(place.directory)).toBe(0o755);
  });

  const refused: Record<string, { plant: (path: string) => void; code: string }> = {
    'a symbolic link': {
      plant: (path) => {
        mkdirSync(`${place.parent}/elsewhere`, { mode: 0o700 });
        symlinkSync(`${place.parent}/elsewhere`, path);
      },
      code: 'not_private',
    },
    'writable by everybody': { plant: (path) => directoryWithMode(path, 0o777), code: 'not_private' },
    'writable by everybody, sticky': {
      plant: (path) => directoryWithMode(path, 0o1777),
      code: 'not_private',
    },
    'writable by a group that is not configured': {
      plant: (path) => directoryWithMode(path, 0o770),
      code: 'not_private',
    },
    'a file': { plant: (path) => writeFileSync(path, ''), code: 'not_usable' },
  };
  for (const [name, { plant, code }] of Object.entries(refused)) {
    it(`Q1 C1: is refused when it is ${name}`, async () => {
      plant(place.directory);
      await expect(place.queue().start('demo', new Listener())).rejects.toMatchObject({ code });
      await expect(place.queue().list()).rejects.toMatchObject({ code });
      await expect(place.queue().respond(anAnswer(aProposal().id))).rejects.toMatchObject({ code });
    });

    it(`Q1 Q15: is refused when its archive is ${name}`, async () => {
      mkdirSync(place.directory, { mode: 0o700 });
      plant(place.archive);
      await expect(place.queue().start('demo', new Listener())).rejects.toMatchObject({ code });
    });
  }

  it('Q1 C1: is refused when it belongs to somebody who is no operator', async () => {
    if (!onlyAsRoot('a directory of a foreign user')) return;
    mkdirSync(place.directory, { mode: 0o700 });
    chownSync(place.directory, 12_345, 12_345);
    await expect(place.queue().start('demo', new Listener())).rejects.toMatchObject({ code: 'not_private' });
    const trusting = place.queue({ operatorUids: [12_345] });
    expect(await trusting.start('demo', new Listener())).toEqual([]);
  });

  it('Q2: a user who is no operator cannot answer: it would cost every waiter its request', async () => {
    const queue = place.queue();
    await queue.start('demo', new Listener());
    const proposal = aProposal();
    await queue.publish(proposal);
    const stranger = place.queue({ operatorUids: [54_321] });
    await expect(stranger.respond(anAnswer(proposal.id))).rejects.toMatchObject({ code: 'not_usable' });
    expect((await queue.get(proposal.id))?.answered).toBe(false);
  });

  it('Q14: a directory that is not there is an error to the operator, and is not created', async () => {
    await expect(place.queue().list()).rejects.toMatchObject({ code: 'gone' });
    expect(readdirSync(place.parent)).toEqual([]);
  });
});

function directoryWithMode(path: string, mode: number): void {
  mkdirSync(path);
  chmodSync(path, mode);
}
