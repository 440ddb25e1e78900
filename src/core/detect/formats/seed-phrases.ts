import { createHash } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';
import { TABLE_DATE } from './rows.ts';

/** BIP-39: 12, 15, 18, 21 or 24 words, longest first. */
const COUNTS = [24, 21, 18, 15, 12] as const;
/** 24 words of eight letters, with what may stand between them. */
const LONGEST_PHRASE = 24 * 14;
/** Between two words: blanks, commas, quotes, an escaped line break, the number of a list. */
const GAP = /^(?:\\[nrt]|%20|\+|[\s"',;])+(?:\d{1,2}[.):]?\s+)?/;
const BITS_PER_WORD = 11;
const MOST_WORDS = 24;

const INDEX: ReadonlyMap<string, number> = new Map(wordlist.map((word, index) => [word, index]));

/** The words carry entropy and, in their last bits, the beginning of its SHA-256. */
export function passesBip39(words: readonly string[]): boolean {
  let bits = '';
  for (const word of words) {
    const index = INDEX.get(word);
    if (index === undefined) return false;
    bits += index.toString(2).padStart(BITS_PER_WORD, '0');
  }
  const checksumLength = bits.length / 33;
  if (words.length === 0 || !Number.isInteger(checksumLength)) return false;
  const entropy = Buffer.alloc((bits.length - checksumLength) / 8);
  for (let i = 0; i < entropy.length; i++) entropy[i] = Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2);
  const [first = 0] = createHash('sha256').update(entropy).digest();
  return first.toString(2).padStart(8, '0').slice(0, checksumLength) === bits.slice(-checksumLength);
}

/** Words of the list in a row from `at`, each with its end. */
function wordsFrom(text: string): readonly { readonly word: string; readonly end: number }[] {
  const found: { word: string; end: number }[] = [];
  let at = 0;
  while (found.length < MOST_WORDS) {
    const word = /^[A-Za-z]{3,8}(?![A-Za-z])/.exec(text.slice(at, at + 9))?.[0].toLowerCase();
    if (word === undefined || !INDEX.has(word)) break;
    at += word.length;
    found.push({ word, end: at });
    const gap = GAP.exec(text.slice(at, at + 12))?.[0];
    if (gap === undefined) break;
    at += gap.length;
  }
  return found;
}

function find(runs: RunMemo, start: number): readonly FoundSpan[] {
  const { bytes } = runs;
  const before = bytes[start - 1];
  if (before !== undefined && /[A-Za-z]/.test(String.fromCharCode(before))) return [];
  const words = wordsFrom(bytes.toString('latin1', start, start + LONGEST_PHRASE));
  for (const count of COUNTS) {
    const last = words[count - 1];
    if (last === undefined) continue;
    const phrase = words.slice(0, count).map(({ word }) => word);
    if (passesBip39(phrase) && new Set(phrase).size > count / 2) {
      return [{ start, end: start + last.end, checksum: 'valid', confidence: 'high' }];
    }
  }
  return [];
}

/** Every word of the list begins with three of its letters: few enough to be anchors, and a phrase begins with one. */
export const SEED_PHRASES: CustomFormat = {
  shape: 'custom',
  id: 'bip39-seed-phrase',
  kind: 'wallet seed phrase',
  vendor: null,
  family: 'wallets',
  anchors: [...new Set(wordlist.map((word) => word.slice(0, 3)))],
  ignoreCase: true,
  confidence: 'high',
  source: 'https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki',
  checked: TABLE_DATE,
  find,
};
