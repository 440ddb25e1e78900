import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DirectoryEvents, FileSystem } from '../../../src/queue/file/file-system.ts';
import { nodeFileSystem } from '../../../src/queue/file/node-file-system.ts';
import { aProposal } from '../samples.ts';
import { ManualClock } from './manual-clock.ts';
import { Place } from './temporary.ts';

let place: Place;
beforeEach(() => {
  place = new Place();
  mkdirSync(place.directory, { mode: 0o700 });
});
afterEach(() => place.end());

it('a view is told of proposals, answers and states, and not of logs, locks and unfinished files', async () => {
  const clock = new ManualClock();
  let events: DirectoryEvents | null = null;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    watch: (_, told) => {
      events = told;
      return { close: () => undefined };
    },
  };
  let told = 0;
  const stop = await place.queue({ clock, fileSystem }).watch(() => {
    told += 1;
  });
  const { id } = aProposal();
  const names = [
    'decisions.jsonl',
    'decisions.lock',
    'decisions.head.json',
    'operators',
    '.decant-0-1',
    'x.json',
  ];
  for (const name of names) (events as DirectoryEvents | null)?.changed(name);
  clock.advance(100);
  expect(told).toBe(0);
  for (const name of [`${id}.proposal.json`, `${id}.response.json`, `${id}.state.json`, null, 'queue']) {
    (events as DirectoryEvents | null)?.changed(name);
    clock.advance(100);
  }
  expect(told).toBe(5);
  stop();
});
