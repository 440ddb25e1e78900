import type { CustomFormat, Format, Verdict } from '../format.ts';
import { base58Check } from './base58.ts';
import { looksRandom } from './checks.ts';
import { named } from './named.ts';
import { row, run } from './rows.ts';
import { SEED_PHRASES } from './seed-phrases.ts';

const WIF = 'https://developer.bitcoin.org/devguide/wallets.html#wallet-import-format-wif';
const EXTENDED = 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki';

function checked(value: Buffer): Verdict {
  return { checksum: base58Check(value.toString('latin1')) === null ? 'invalid' : 'valid' };
}

/** Too short a prefix to say anything by itself: only a valid checksum makes it a key. */
function validOnly(value: Buffer): Verdict | null {
  return base58Check(value.toString('latin1')) === null ? null : { checksum: 'valid' };
}

/** The second character of a WIF follows from the range of the key: few enough to be anchors with the first. */
function wifAnchors(): readonly string[] {
  const next = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const starts = ['5H', '5J', '5K', 'Kw', 'Kx', 'Ky', 'Kz', 'L1', 'L2', 'L3', 'L4', 'L5'];
  return starts.flatMap((start) => Array.from(next, (character) => start + character));
}

export const WALLETS: readonly Format[] = [
  SEED_PHRASES satisfies CustomFormat,
  row({
    id: 'bitcoin-wif',
    kind: 'Bitcoin private key (WIF)',
    vendor: null,
    family: 'wallets',
    anchors: wifAnchors(),
    parts: [run('alnum', 48, 49)],
    glue: 'word',
    exact: true,
    check: validOnly,
    source: WIF,
  }),
  row({
    id: 'extended-private-key',
    kind: 'extended private key (BIP-32)',
    vendor: null,
    family: 'wallets',
    anchors: ['xprv', 'yprv', 'zprv', 'tprv'],
    parts: [run('alnum', 107)],
    nearMin: 100,
    glue: 'blob',
    check: checked,
    source: EXTENDED,
  }),
  named({
    id: 'ethereum-private-key',
    kind: 'Ethereum private key',
    vendor: null,
    family: 'wallets',
    names: [
      'eth_private_key',
      'ethereum_private_key',
      'wallet_private_key',
      'deployer_private_key',
      'private_key',
    ],
    value: { run: 'alnum', min: 64, max: 66 },
    check: (value) =>
      /^(?:0x)?[0-9a-fA-F]{64}$/.test(value.toString('latin1')) ? looksRandom(value, value) : null,
    source: 'https://ethereum.org/en/developers/docs/accounts/',
  }),
];
