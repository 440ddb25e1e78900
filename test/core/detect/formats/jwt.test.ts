import { describe, expect, it } from 'vitest';
import { JWT } from '../../../../src/core/detect/formats/jwt.ts';
import { ALNUM, randomText } from './random.ts';
import { describeFormats, scan } from './suite.ts';

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describeFormats('JSON Web Tokens', [JWT], {
  jwt: (random) =>
    `${b64({ alg: 'RS256', typ: 'JWT' })}.${b64({ sub: randomText(random, 9, ALNUM) })}.${randomText(random, 86, ALNUM)}`,
});

describe('the structure of a JSON Web Token', () => {
  it('S2: issuer and expiry, and no other part of it, are hints', () => {
    const payload = { iss: 'https://idp.example', exp: 1_900_000_000, sub: 'me' };
    const token = `${b64({ alg: 'RS256', typ: 'JWT' })}.${b64(payload)}.${'Ab3_'.repeat(20)}`;
    expect(scan(`{"t":"${token}"}`)).toMatchObject([
      { matched: Buffer.from(token), hints: { jwt: { iss: 'https://idp.example', exp: 1_900_000_000 } } },
    ]);
  });

  it('S2: unsigned and encrypted ones are found; text that only begins like one is not', () => {
    expect(scan(`x ${b64({ alg: 'none' })}.${b64({ sub: 'a' })}. y`)).toHaveLength(1);
    expect(scan(`${b64({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a1b2.c3d4.e5f6.g7h8`)).toHaveLength(1);
    for (const text of ['eyJhbGciOiJIUzI1NiJ9', 'eyJ.eyJ.eyJ', `${b64({ version: 3 })}.${b64({ a: 1 })}.x`]) {
      expect(scan(text), text).toEqual([]);
    }
  });

  it('S2: a Kubernetes service account token names its cluster as issuer', () => {
    const payload = { iss: 'https://kubernetes.default.svc', 'kubernetes.io': { namespace: 'ci' } };
    const token = `${b64({ alg: 'RS256', kid: 'k' })}.${b64(payload)}.${'x9Y_'.repeat(80)}`;
    expect(scan(token)).toMatchObject([{ hints: { jwt: { iss: 'https://kubernetes.default.svc' } } }]);
  });
});
