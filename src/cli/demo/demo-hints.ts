import { randomBytes } from 'node:crypto';
import { shQuoted } from '../env/shell-syntax.ts';

/** Letters and digits that are about evenly likely; nothing depends on it being unguessable. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A made-up key in the shape of OpenAI's project keys, new each time, so that each start shows a first hold. */
export function fakeOpenAiKey(): string {
  return `sk-proj-${randomText(48)}`;
}

function randomText(length: number): string {
  return [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

export interface DemoPlaces {
  readonly proxy: string;
  readonly caFile: string;
  readonly host: string;
}

/** What `decant up` says on stderr when it uses the starter policy. One line of it can be pasted into a shell. */
export function demoHints(places: DemoPlaces, key: string): readonly string[] {
  return [
    '',
    'No configuration was given, so this is the built-in starter policy: the only allowed',
    `route is https://${places.host}, a demo upstream on this machine.`,
    '',
    'Send it something that looks like an API key (made up just now). It will be held:',
    '',
    curlLine(places, key),
    '',
    'Then, in another terminal in this folder:',
    '',
    '  npx decant proposals list',
    '  npx decant proposals show ID',
    '  npx decant proposals approve ID --reason "test credential"',
    '',
    'Paste the curl line again afterwards: the value is known now and flows unasked.',
    '',
  ];
}

function curlLine({ proxy, caFile, host }: DemoPlaces, key: string): string {
  return [
    'curl -sS',
    `--proxy ${proxy}`,
    `--cacert ${shWord(caFile)}`,
    `-H 'authorization: Bearer ${key}'`,
    `-d '{"hello":"world"}'`,
    `https://${host}/v1/chat/completions`,
  ].join(' ');
}

/** Quoted only where it has to be: it is there to be read, too. */
function shWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shQuoted(text);
}
