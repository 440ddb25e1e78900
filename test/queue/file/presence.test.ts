import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { onlyAsRoot, Place } from './temporary.ts';

let place: Place;
let clock: ManualClock;
const folder = (): string => place.open('operators');
const signs = (): string[] => readdirSync(folder());
const sign = (): string => join(folder(), signs()[0] ?? '');

beforeEach(() => {
  place = new Place();
  clock = new ManualClock();
  mkdirSync(place.directory, { mode: 0o700 });
});
afterEach(() => place.end());

function writeSign(name: string, ageMs = 0): string {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  const path = join(folder(), name);
  writeFileSync(path, '{}', { mode: 0o600 });
  const at = (clock.wall().getTime() - ageMs) / 1000;
  utimesSync(path, at, at);
  return path;
}

const NAME = `${'0'.repeat(32)}.json`;

describe('an active view', () => {
  it('shows itself as a private file that says who looks, and takes it away', async () => {
    const leave = await place.queue({ clock }).present('web', 'ada');
    expect(statSync(sign()).mode & 0o777).toBe(0o600);
    expect(statSync(sign()).mtimeMs).toBe(clock.wall().getTime());
    await leave();
    expect(signs()).toEqual([]);
  });

  it('renews its sign every five seconds', async () => {
    const queue = place.queue({ clock });
    const leave = await queue.present('tui', 'ada');
    for (let beat = 0; beat < 5; beat++) {
      const renewed = clock.timerUpTo(5_000);
      clock.advance(5_000);
      await renewed;
      expect(statSync(sign()).mtimeMs).toBe(clock.wall().getTime());
    }
    expect(await queue.operatorPresent()).toBe(true);
    await leave();
  });

  it('comes back with a queue directory that was away', async () => {
    const queue = place.queue({ clock });
    const leave = await queue.present('tui', 'ada');
    rmSync(place.directory, { recursive: true });
    const missed = clock.timerUpTo(5_000);
    clock.advance(5_000);
    await missed;
    expect(place.notices.map(({ event }) => event)).toContain('presence_not_shown');
    mkdirSync(place.directory, { mode: 0o700 });
    const found = clock.timerUpTo(5_000);
    clock.advance(5_000);
    await found;
    expect(await queue.operatorPresent()).toBe(true);
    await leave();
    expect(signs()).toEqual([]);
  });

  it('is never the one to make a queue', async () => {
    rmSync(place.directory, { recursive: true });
    const leave = await place.queue({ clock }).present('tui', 'ada');
    expect(readdirSync(place.parent)).toEqual([]);
    await leave();
  });

  it('sweeps away what views left that were killed', async () => {
    writeSign(NAME, 61_000);
    const leave = await place.queue({ clock }).present('tui', 'ada');
    expect(signs()).not.toContain(NAME);
    await leave();
  });
});

describe('whether an operator is present', () => {
  it.each([
    [0, true],
    [15_000, true],
    [15_001, false],
    [-15_001, false],
  ])('I3: a sign that is %i ms old counts: %s', async (age, counts) => {
    writeSign(NAME, age);
    expect(await place.queue({ clock }).operatorPresent()).toBe(counts);
  });

  it('I3: other names, folders and links are no signs', async () => {
    writeSign('ada.json');
    writeSign(`${'0'.repeat(32)}.json.tmp`);
    mkdirSync(join(folder(), NAME));
    expect(await place.queue({ clock }).operatorPresent()).toBe(false);
  });

  it('C1: what others may write to is no sign', async () => {
    chmodSync(writeSign(NAME), 0o666);
    expect(await place.queue({ clock }).operatorPresent()).toBe(false);
  });

  it('C1: a sign of a user who is no operator does not count', async () => {
    if (!onlyAsRoot('a sign of another user')) return;
    chownSync(writeSign(NAME), 4242, 4242);
    expect(await place.queue({ clock }).operatorPresent()).toBe(false);
  });

  it('C1 I3: a folder that others may write to is an error', async () => {
    writeSign(NAME);
    chmodSync(folder(), 0o777);
    await expect(place.queue({ clock }).operatorPresent()).rejects.toMatchObject({ code: 'not_private' });
  });
});
