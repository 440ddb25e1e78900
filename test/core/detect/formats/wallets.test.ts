import { createHash } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { describe, expect, it } from 'vitest';
import { base58Check } from '../../../../src/core/detect/formats/base58.ts';
import { passesBip39 } from '../../../../src/core/detect/formats/seed-phrases.ts';
import { WALLETS } from '../../../../src/core/detect/formats/wallets.ts';
import { HEX, randomBytes, randomFrom, randomText } from './random.ts';
import { describeFormats, kindsIn, scan } from './suite.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function base58CheckOf(payload: Buffer): string {
  const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  const bytes = Buffer.concat([payload, sha(sha(payload)).subarray(0, 4)]);
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; value > 0n; value /= 58n) text = (ALPHABET[Number(value % 58n)] ?? '') + text;
  return text;
}

/** A phrase of 12 to 24 words for some entropy, as BIP-39 makes it. */
function phrase(random: () => number, entropyBytes = 16): string {
  const entropy = randomBytes(random, entropyBytes);
  const bitsOf = (bytes: Buffer): string =>
    [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const sum = bitsOf(createHash('sha256').update(entropy).digest()).slice(0, entropyBytes / 4);
  const groups = `${bitsOf(entropy)}${sum}`.match(/.{11}/g) ?? [];
  return groups.map((bits) => wordlist[Number.parseInt(bits, 2)] ?? '').join(' ');
}

describeFormats('wallets', WALLETS, {
  'bip39-seed-phrase': (random) => phrase(random, [16, 20, 24, 28, 32][Math.floor(random() * 5)] ?? 16),
  'bitcoin-wif': (random) =>
    base58CheckOf(Buffer.concat([Buffer.from([0x80]), randomBytes(random, 32), Buffer.from([1])])),
  'ethereum-private-key': (random) => `0x${randomText(random, 64, HEX)}`,
});

describe('BIP-39', () => {
  const vector = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

  it('a test vector of the proposal passes, others only with the right last word', () => {
    expect(passesBip39(vector.split(' '))).toBe(true);
    // Seven bits of the last word are entropy and four are the checksum.
    const others = wordlist.filter((word) => passesBip39(vector.replace('yellow', word).split(' ')));
    expect(others).toHaveLength(2 ** 7);
    expect(passesBip39(['legal', 'winner'])).toBe(false);
    expect(passesBip39([])).toBe(false);
  });

  it('S2: is found with commas, in lines, numbered and in capitals', () => {
    const words = phrase(randomFrom(5)).split(' ');
    for (const text of [
      words.join(', '),
      words.join('\n'),
      words.map((word, i) => `${i + 1}. ${word}`).join('\n'),
      words.join(' ').toUpperCase(),
      JSON.stringify({ words }),
      `please keep ${words.join(' ')} safe`,
    ]) {
      expect(kindsIn(text), text).toContain('wallet seed phrase');
    }
  });

  it('X15: prose of the same words is none', () => {
    expect(kindsIn('this about year will come with good news and you must learn how to use it')).toEqual([]);
    expect(kindsIn(Array.from({ length: 24 }, () => 'abandon').join(' '))).toEqual([]);
  });
});

describe('Base58Check', () => {
  it('takes what it made, and nothing that was changed', () => {
    const payload = randomBytes(randomFrom(2), 33);
    const text = base58CheckOf(payload);
    expect(base58Check(text)).toEqual(payload);
    expect(base58Check(`${text.slice(0, -1)}${text.endsWith('z') ? 'y' : 'z'}`)).toBeNull();
    for (const bad of ['', '0OIl', '1'.repeat(200)]) expect(base58Check(bad)).toBeNull();
  });

  it('S2: an extended key with a wrong checksum is still found, lower', () => {
    const value = `xprv${randomText(randomFrom(1), 107, ALPHABET)}`;
    expect(scan(value)).toMatchObject([{ checksum: 'invalid', confidence: 'low' }]);
  });
});
