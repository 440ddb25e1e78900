import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KEY_FIELDS } from '../../../../src/core/detect/formats/key-fields.ts';
import { randomBytes, randomFrom } from './random.ts';
import { describeFormats, kindsIn, scan } from './suite.ts';

/** 32 bytes clamped as Curve25519 wants them. */
function wireguardKey(random: () => number): string {
  const key = randomBytes(random, 32);
  key[0] = (key[0] ?? 0) & 248;
  key[31] = ((key[31] ?? 0) & 127) | 64;
  return key.toString('base64');
}

const jwk = JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));

describeFormats('keys that are fields', KEY_FIELDS, {
  'wireguard-private-key': wireguardKey,
  'jwk-private-key': () => jwk,
});

describe('keys that are fields', () => {
  it('S2: a clamped key raises confidence', () => {
    expect(scan(`PrivateKey = ${wireguardKey(randomFrom(1))}`)).toMatchObject([{ confidence: 'high' }]);
  });

  it('X15: the public half is none', () => {
    const publicJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    expect(kindsIn(JSON.stringify({ keys: [publicJwk] }))).toEqual([]);
    expect(kindsIn(`PublicKey = ${wireguardKey(randomFrom(1))}`)).toEqual([]);
  });

  it('S2: the private part alone is the value, in a set of keys and in escaped JSON', () => {
    const { d = '' } = JSON.parse(jwk) as { d?: string };
    for (const text of [jwk, `{"keys":[${jwk}]}`, JSON.stringify({ text: jwk })]) {
      expect(
        scan(text).map(({ matched }) => matched.toString()),
        text,
      ).toContain(d);
    }
  });
});
