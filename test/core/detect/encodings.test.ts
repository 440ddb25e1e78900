import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../../../src/core/http/request.ts';
import {
  ALNUM,
  BOTH,
  ENCODERS,
  isFieldText,
  NOTHING_SAFE,
  randomFrom,
  randomText,
  requestOf,
  scannerFor,
  secretOf,
} from './support.ts';

const SURFACES: Readonly<Record<string, (text: string) => CanonicalRequest>> = {
  path: (text) => requestOf({ path: `/v1/x${text.replaceAll('?', '')}y/z` }),
  query: (text) => requestOf({ path: `/v1?a=1&value=${text}&z=2` }),
  header: (text) => requestOf({ headers: [{ name: 'X-Thing', value: `pre ${text} post` }] }),
  cookie: (text) => requestOf({ headers: [{ name: 'Cookie', value: `a=1; session=${text}; b=2` }] }),
  trailer: (text) => requestOf({ trailers: [{ name: 'X-Sum', value: text }] }),
};
const BODIES: Readonly<Record<string, (text: string) => CanonicalRequest>> = {
  raw: (text) => requestOf({ body: Buffer.from(`some text, then ${text} and more`, 'latin1') }),
  json: (text) =>
    requestOf({
      headers: [{ name: 'content-type', value: 'application/json' }],
      body: Buffer.from(`{"a":1,"list":["x","${text}"]}`, 'latin1'),
    }),
  form: (text) =>
    requestOf({
      headers: [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }],
      body: Buffer.from(`a=1&b=${text}&c=3`, 'latin1'),
    }),
};

function chains(): readonly (readonly string[])[] {
  const names = Object.keys(ENCODERS);
  return [
    [],
    ...names.map((name) => [name]),
    ...names.flatMap((inner) => names.map((outer) => [inner, outer])),
  ];
}

describe('known secrets through encodings', () => {
  it('S3 C14: a random secret is found through up to two nested encoders on every surface', () => {
    const random = randomFrom(7);
    const missed: string[] = [];
    let tried = 0;
    for (const chain of chains()) {
      const secret = randomText(random, 16 + Math.floor(random() * 40), `${ALNUM}_-`);
      const scanner = scannerFor(secretOf(secret));
      const encoded = chain.reduce<Buffer>(
        (bytes, name) => ENCODERS[name]?.(bytes) ?? bytes,
        Buffer.from(secret),
      );
      const places = isFieldText(encoded) ? { ...SURFACES, ...BODIES } : BODIES;
      for (const [place, build] of Object.entries(places)) {
        tried++;
        const result = scanner.scan(build(encoded.toString('latin1')), BOTH, NOTHING_SAFE);
        if (!result.findings.some(({ detector }) => detector === 'known_secrets'))
          missed.push(`${chain.join('>')} @${place}`);
      }
    }
    expect(missed).toEqual([]);
    expect(tried).toBeGreaterThan(1_000);
  });
});
