import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aUse } from '../samples.ts';
import { FailingFileSystem } from './failing-file-system.ts';
import { Place } from './temporary.ts';

let place: Place;
const log = (): string => place.open('decisions.jsonl');
const head = (): string => place.open('decisions.head.json');
const lock = (): string => place.open('decisions.lock');
const lines = (): string[] => readFileSync(log(), 'utf8').split('\n').slice(0, -1);
const write = (kept: readonly string[]): void =>
  writeFileSync(log(), kept.map((line) => `${line}\n`).join(''));

beforeEach(() => {
  place = new Place();
  mkdirSync(place.directory, { mode: 0o700 });
});
afterEach(() => place.end());

async function written(count: number): Promise<void> {
  const queue = place.queue();
  for (let number = 1; number <= count; number++) await queue.record([aUse(number)]);
}

async function faults() {
  return (await place.queue().verifyLog()).faults;
}

describe('the log of a directory', () => {
  it('is private, one JSON line an entry, and leaves no lock behind', async () => {
    await written(3);
    expect(lines().map((line) => JSON.parse(line).requests)).toEqual([1, 2, 3]);
    for (const path of [log(), head()]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(lock())).toBe(false);
    expect(await faults()).toEqual([]);
  });

  it('Q9: a changed, a removed and a reordered line are named', async () => {
    await written(4);
    const [one = '', two = '', three = '', four = ''] = lines();
    write([one, two.replace('"requests":2', '"requests":3'), three, four]);
    expect(await faults()).toEqual([{ line: 2, fault: 'changed' }]);
    write([one, three, four]);
    expect(await faults()).toEqual([{ line: 2, fault: 'removed_before' }]);
    write([one, two, three]);
    expect(await faults()).toEqual([{ line: 4, fault: 'cut_off' }]);
    write([one, three, two, four]);
    expect((await faults())[0]).toEqual({ line: 2, fault: 'removed_before' });
    write([one, two, three, four]);
    expect(await faults()).toEqual([]);
    writeFileSync(log(), '{"event":"decided"}\n', { flag: 'a' });
    expect(await faults()).toEqual([{ line: 5, fault: 'not_an_entry' }]);
  });

  it('a line without its end is no entry, and the next one stands on its own line', async () => {
    await written(2);
    writeFileSync(log(), '{"version":1,"n":3', { flag: 'a' });
    expect(await faults()).toEqual([{ line: 3, fault: 'not_an_entry' }]);
    await written(1);
    expect(await faults()).toEqual([{ line: 3, fault: 'not_an_entry' }]);
  });

  it('what was done to it stays visible when it goes on', async () => {
    await written(4);
    write(lines().slice(0, 2));
    await written(1);
    expect(await faults()).toEqual([{ line: 3, fault: 'removed_before' }]);
    rmSync(head());
    await written(1);
    expect((await faults()).map(({ line }) => line)).toEqual([3, 4]);
    rmSync(log());
    await written(1);
    expect(await faults()).toEqual([{ line: 1, fault: 'removed_before' }]);
  });

  it('goes on after a crash between a line and the note of it', async () => {
    await written(2);
    const before = readFileSync(head());
    await written(1);
    writeFileSync(head(), before);
    expect(await faults()).toEqual([]);
    await written(1);
    expect(await faults()).toEqual([]);
    expect(lines()).toHaveLength(4);
  });

  it('I8: lines of any length and number are followed in a bounded memory', async () => {
    await written(1);
    writeFileSync(log(), `${'x'.repeat(3_000_000)}\n`, { flag: 'a' });
    expect((await faults())[0]).toEqual({ line: 2, fault: 'not_an_entry' });
  });
});

describe('who writes to the log', () => {
  it('a lock that a crash left behind is taken over after its time', async () => {
    writeFileSync(lock(), '', { mode: 0o600 });
    const old = Date.now() / 1000 - 11;
    utimesSync(lock(), old, old);
    await written(2);
    expect(lines()).toHaveLength(2);
    expect(existsSync(lock())).toBe(false);
  });

  it('I3: what is no private regular file is not written to', async () => {
    symlinkSync(place.open('elsewhere'), log());
    await expect(place.queue().record([aUse(1)])).rejects.toMatchObject({ code: 'write_failed' });
    expect(existsSync(place.open('elsewhere'))).toBe(false);
    rmSync(log());
    writeFileSync(log(), '', { mode: 0o600 });
    chmodSync(log(), 0o666);
    await expect(place.queue().record([aUse(1)])).rejects.toMatchObject({ code: 'not_private' });
    await expect(place.queue().verifyLog()).rejects.toMatchObject({ code: 'not_private' });
  });

  it('Q14: whatever call fails, it rejects or the entry is there once, and the chain is whole', async () => {
    const fs = new FailingFileSystem();
    const queue = place.queue({ fileSystem: fs });
    await queue.record([aUse(0)]);
    for (let from = 1; from < 60; from++) {
      const before = lines().length;
      fs.set({ code: 'EIO', from, lasts: 'once' });
      const outcome = await queue.record([aUse(from)]).then(
        () => 'recorded',
        () => 'rejected',
      );
      const failed = [...fs.failed];
      fs.set(null);
      rmSync(lock(), { force: true });
      expect(await faults()).toEqual([]);
      const added = lines().length - before;
      if (outcome === 'recorded') expect(added).toBe(1);
      else expect(added).toBeLessThanOrEqual(1);
      if (failed.length === 0) return;
    }
    throw new Error('the calls have no end');
  });

  it('C2: an entry that could not be written whole is taken back', async () => {
    await written(1);
    const size = statSync(log()).size;
    const fs = new FailingFileSystem();
    const queue = place.queue({ fileSystem: fs });
    let refused = false;
    for (let from = 1; from < 40 && !refused; from++) {
      fs.set({ code: 'ENOSPC', from, lasts: 'once' });
      refused = await queue.record([aUse(9)]).then(
        () => false,
        () => fs.failed[0] === 'write',
      );
      rmSync(lock(), { force: true });
      if (!refused) truncateSync(log(), size);
    }
    expect(refused).toBe(true);
    expect(statSync(log()).size).toBe(size);
  });
});
