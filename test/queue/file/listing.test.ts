import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serialiseProposal } from '../../../src/core/approval/proposal.ts';
import type { FileSystem } from '../../../src/queue/file/file-system.ts';
import { nodeFileSystem } from '../../../src/queue/file/node-file-system.ts';
import { anAnswer, aProposal, Listener } from '../samples.ts';
import { Place } from './temporary.ts';

let place: Place;
let reads: string[];
/** The real one, which tells what is read. */
const counting: FileSystem = {
  ...nodeFileSystem,
  openToRead: (path) => {
    reads.push(path.slice(place.directory.length + 1));
    return nodeFileSystem.openToRead(path);
  },
};

beforeEach(() => {
  place = new Place();
  reads = [];
});
afterEach(() => place.end());

describe('a list of proposals', () => {
  it('U6: reads nothing again that has not changed, and gives the same objects', async () => {
    mkdirSync(place.directory, { mode: 0o700 });
    for (let number = 0; number < 300; number++) {
      const proposal = aProposal();
      writeFileSync(place.open(`${proposal.id}.proposal.json`), serialiseProposal(proposal), { mode: 0o600 });
    }
    const supervisor = place.queue({ fileSystem: counting });
    const first = await supervisor.list();
    expect(first).toHaveLength(300);
    expect(reads).toHaveLength(300);
    reads = [];
    const second = await supervisor.list();
    expect(reads).toEqual([]);
    expect(second).toEqual(first);
    expect(second.every((item, index) => item === first[index])).toBe(true);
  });

  it('reads what has changed: a state, an answer, an edited file', async () => {
    const gateway = place.queue();
    await gateway.start('demo', new Listener());
    const [one, other] = [aProposal(), aProposal()];
    await gateway.publish(one);
    await gateway.publish(other);
    const supervisor = place.queue({ fileSystem: counting });
    await supervisor.list();
    reads = [];
    await gateway.showState(one.id, { waiters: [], requests: 3 });
    expect((await supervisor.list()).find(({ proposal }) => proposal.id === one.id)?.state?.requests).toBe(3);
    expect(reads).toEqual([`${one.id}.state.json`]);
    const path = place.open(`${other.id}.proposal.json`);
    writeFileSync(path, serialiseProposal({ ...other, justification: 'another' }));
    const edited = (await supervisor.list()).find(({ proposal }) => proposal.id === other.id);
    expect(edited?.proposal.justification).toBe('another');
    await gateway.respond(anAnswer(one.id));
    expect((await supervisor.list()).find(({ proposal }) => proposal.id === one.id)?.answered ?? true).toBe(
      true,
    );
  });

  it('U6: names that are no proposals cost no reading either, after the first time', async () => {
    mkdirSync(place.directory, { mode: 0o700 });
    for (let number = 0; number < 50; number++) {
      writeFileSync(place.open(`${aProposal().id}.proposal.json`), 'junk', { mode: 0o600 });
      writeFileSync(place.open(`junk-${number}.json`), 'junk', { mode: 0o600 });
    }
    const supervisor = place.queue({ fileSystem: counting });
    expect(await supervisor.list()).toEqual([]);
    expect(reads).toHaveLength(50);
    reads = [];
    expect(await supervisor.list()).toEqual([]);
    expect(reads).toEqual([]);
  });
});
