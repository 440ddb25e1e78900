import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PRIVATE_KEYS } from '../../../../src/core/detect/formats/private-keys.ts';
import { BASE64, randomFrom, randomText } from './random.ts';
import { describeFormats, kindsIn } from './suite.ts';

const lines = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => randomText(random, 64, BASE64)).join('\n');
const block = (label: string, random: () => number): string =>
  `-----BEGIN ${label}-----\n${lines(random, 6)}\n-----END ${label}-----`;

describeFormats('private keys', PRIVATE_KEYS, {
  'pem-private-key': (random) => block('RSA PRIVATE KEY', random),
});

describe('the structure of PEM', () => {
  it.each([
    'PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
    'RSA PRIVATE KEY',
    'DSA PRIVATE KEY',
    'EC PRIVATE KEY',
    'OPENSSH PRIVATE KEY',
    'PGP PRIVATE KEY BLOCK',
  ])('S2: %s is found', (label) => {
    expect(kindsIn(block(label, randomFrom(label.length)))).toContain('private key (PEM)');
  });

  it.each(['pkcs8', 'sec1'] as const)(
    'S2: a key in %s is found raw, in JSON, in a form and without its end',
    (type) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const pem = privateKey.export({ type, format: 'pem' }).toString();
      for (const text of [
        pem,
        JSON.stringify({ type: 'service_account', private_key: pem }),
        new URLSearchParams({ k: pem }).toString(),
        pem.replace(/-----END.*/s, ''),
      ]) {
        expect(kindsIn(text), text.slice(0, 40)).toContain('private key (PEM)');
      }
      expect(kindsIn(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toEqual([]);
    },
  );

  it('X15: certificates, public keys, empty blocks and text about keys are none', () => {
    const random = randomFrom(2);
    for (const text of [
      block('CERTIFICATE', random),
      block('PUBLIC KEY', random),
      block('PGP PUBLIC KEY BLOCK', random),
      block('PGP SIGNATURE', random),
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
      'It begins with -----BEGIN RSA PRIVATE KEY----- and goes on for a while with text like this.',
    ]) {
      expect(kindsIn(text), text.slice(0, 40)).toEqual([]);
    }
  });
});
