import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useStage } from './stage.ts';
import { canary } from './tokens.ts';
import { Watchlist } from './watchlist.ts';

const stage = useStage();
const value = canary();
const watchlist = new Watchlist();
watchlist.add('the value', value);

const traces: Readonly<Record<string, string>> = {
  'six characters of it': `x${value.slice(11, 17)}y`,
  'six characters of it backwards': [...value.slice(3, 9)].reverse().join(''),
  'it in lower case': value.toLowerCase(),
  'base64 of it': Buffer.from(value).toString('base64'),
  'base64, one byte off': Buffer.from(`-${value}`).toString('base64'),
  'base64, two bytes off': Buffer.from(`--${value}--`).toString('base64'),
  'a piece of its base64': Buffer.from(value).toString('base64').slice(5, 20),
  'hex of it': Buffer.from(value).toString('hex'),
  'HEX of it': Buffer.from(value).toString('hex').toUpperCase(),
  'percent of it': Buffer.from(value).toString('hex').replace(/../g, '%$&'),
};
for (const [what, trace] of Object.entries(traces)) {
  it(`I4: the watchlist sees ${what}`, () => {
    expect(watchlist.leaksIn('here', `before ${trace} after`)).toEqual(['the value in here']);
  });
}

it('I4: the watchlist sees no trace in other text', () => {
  const text = `{"id":"${'a1b2c3'.repeat(6)}","context":"before ******** after"} ${canary()} ${Buffer.from(canary()).toString('base64')}`;
  expect(watchlist.leaksIn('here', text)).toEqual([]);
});

it('I4: the watchlist looks into every file and every name under a folder', async () => {
  const folder = await stage.folder();
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'deep', 'file'), `x ${value}`);
  writeFileSync(join(folder, `x-${value.slice(0, 6)}`), '');
  expect(watchlist.leaksUnder(folder)).toHaveLength(2);
});
