import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detector, Finding } from '../../../src/core/detect/finding.ts';
import { crc32Base62 } from '../../../src/core/detect/formats/checks.ts';
import type { SafePredicate } from '../../../src/core/detect/scan-result.ts';
import { Scanner } from '../../../src/core/detect/scanner.ts';
import {
  ALNUM,
  BOTH,
  NOTHING_SAFE,
  randomFrom,
  randomText,
  requestOf,
  scannerFor,
  secretOf,
} from './support.ts';

const random = randomFrom(11);
function token(): string {
  const body = randomText(random, 30, ALNUM);
  return `ghp_${body}${crc32Base62(body)}`;
}
const A = token();
const B = token();
const SECRET = 'kQ8-zT4nW_xY7pLm2RvC9sHd';
const scanner = scannerFor(secretOf(SECRET));

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Excuses one exact value found by one exact chain, as the safe set does. */
function safe(value: string, ...chain: string[]): SafePredicate {
  return ({ matched, decodedVia }) => matched.toString() === value && decodedVia.join() === chain.join();
}

function found(parts: Parameters<typeof requestOf>[0], isSafe = NOTHING_SAFE): readonly Finding[] {
  return scanner.scan(requestOf(parts), BOTH, isSafe).findings;
}

describe('scan', () => {
  it('S2 S5: a finding carries the exact substring and where it stood', () => {
    const [finding] = found({ headers: [{ name: 'Authorization', value: `Bearer ${A}` }] });
    expect(finding).toMatchObject({
      detector: 'token_patterns',
      matched: Buffer.from(A),
      surface: 'header',
      location: 'Authorization',
      decodedVia: [],
      checksum: 'valid',
      approvable: true,
    });
  });

  it.each([
    ['method', { method: A }, null],
    ['host', { authority: `${A}.example.com` }, null],
    ['path', { path: `/v1/${A}/x` }, null],
    ['query', { path: `/v1?first=1&k%20y=${A}` }, 'k%20y'],
    ['query', { path: `/v1?${A}=1` }, A],
    ['header', { headers: [{ name: A, value: '1' }] }, A],
    ['cookie', { headers: [{ name: 'cookie', value: `a=1; sid=${A}` }] }, 'sid'],
    ['body', { body: `plain ${A}` }, null],
    ['body', { body: `{"m":[{"content":"x ${A}"}],"m":1}` }, '$.m[0].content'],
    [
      'body',
      {
        headers: [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }],
        body: `a=b&token=${A}`,
      },
      'token',
    ],
    [
      'body',
      {
        headers: [{ name: 'content-type', value: 'multipart/form-data; boundary=xyz' }],
        body: `--xyz\r\nContent-Disposition: form-data; name="file"; filename="${A}"\r\n\r\nhello\r\n--xyz--`,
      },
      'file',
    ],
    [
      'body',
      {
        headers: [{ name: 'content-type', value: 'multipart/form-data; boundary=xyz' }],
        body: `--xyz\r\nContent-Disposition: form-data; name="p"\r\n\r\n${A}\r\n--xyz--`,
      },
      'p',
    ],
    ['trailer', { trailers: [{ name: 'X-Sum', value: A }] }, 'X-Sum'],
  ] as const)('S2: looks at the %s', (surface, parts, location) => {
    expect(found(parts)).toMatchObject([{ surface, location, matched: Buffer.from(A) }]);
  });

  it('S3: Authorization Basic is decoded', () => {
    expect(
      found({ headers: [{ name: 'Authorization', value: `Basic ${base64(`me:${SECRET}`)}` }] }),
    ).toMatchObject([
      {
        detector: 'known_secrets',
        secretName: 'EGRESS_TOKEN_TEST',
        decodedVia: ['base64'],
        matched: Buffer.from(SECRET),
      },
    ]);
    expect(
      found({ headers: [{ name: 'Authorization', value: `Basic ${base64(`x-access-token:${A}`)}` }] }),
    ).toMatchObject([{ detector: 'token_patterns', decodedVia: ['base64'], matched: Buffer.from(A) }]);
  });

  it('S3: a host is searched without regard to case, also for base32', () => {
    const one = scannerFor(secretOf('Kq8zT4nWxY7pLm2RvC9s'));
    expect(
      one.scan(requestOf({ authority: 'kq8zt4nwxy7plm2rvc9s.example.com' }), BOTH, NOTHING_SAFE).findings,
    ).toHaveLength(1);
    expect(
      one.scan(requestOf({ authority: 'kq8zt4nwxy.7plm2rvc9s.example.com' }), BOTH, NOTHING_SAFE).findings,
    ).toMatchObject([{ surface: 'joined' }]);
  });

  it('S6: a safe value is skipped and the scan goes on past it', () => {
    const result = scanner.scan(requestOf({ body: `${A} ${B} ${SECRET}` }), BOTH, safe(A));
    expect(result.findings.map(({ matched }) => matched.toString())).toEqual([B, SECRET]);
    expect(result.excused.map(({ matched }) => matched.toString())).toEqual([A]);
    expect(result.verdict).toBe('complete');
  });

  it('S6 Q24 C7: a safe value as prefix, suffix or substring of another, or glued to another, frees nothing else', () => {
    expect(found({ body: `x ${A}Zz9` }, safe(A))).toHaveLength(1);
    expect(found({ body: `x ${A}${B}` }, safe(A)).length).toBeGreaterThan(0);
    const short = scannerFor(secretOf('abcdefgh-ijkl'), secretOf('abcdefgh-ijkl-mnop-qrst', 'LONG'));
    const result = short.scan(requestOf({ body: 'abcdefgh-ijkl-mnop-qrst' }), BOTH, safe('abcdefgh-ijkl'));
    expect(result.findings).toMatchObject([{ secretName: 'LONG' }]);
  });

  it('Q24: a safe value as carrier between the halves of a secret hides nothing', () => {
    const isSafe = safe(A);
    const one = requestOf({ body: `{"a":"${SECRET.slice(0, 11)}","t":"${A}","b":"${SECRET.slice(11)}"}` });
    expect(scanner.scan(one, BOTH, isSafe).findings).toMatchObject([
      { surface: 'joined', detector: 'known_secrets' },
    ]);
  });

  it('S20: raw and base64 are two values, in both directions', () => {
    const raw = { body: `v ${SECRET} v` };
    const encoded = { body: `v ${base64(SECRET)} v` };
    expect(found(raw, safe(SECRET))).toEqual([]);
    expect(found(encoded, safe(SECRET))).toMatchObject([{ decodedVia: ['base64'] }]);
    expect(found(encoded, safe(SECRET, 'base64'))).toEqual([]);
    expect(found(raw, safe(SECRET, 'base64'))).toMatchObject([{ decodedVia: [] }]);
  });

  it('S20: a value in pieces is another way than the whole, in both directions', () => {
    const split = { path: `/?a=${SECRET.slice(0, 9)}&b=${SECRET.slice(9)}` };
    expect(found(split, safe(SECRET))).toMatchObject([
      { surface: 'joined', decodedVia: ['joined'], location: 'query a + query b' },
    ]);
    expect(found(split, safe(SECRET, 'joined'))).toEqual([]);
    expect(found({ body: SECRET }, safe(SECRET, 'joined'))).toHaveLength(1);
  });

  it('S20: content codings are transport and no part of the chain', () => {
    const body = gzipSync(`v ${SECRET} v`);
    const parts = { body, headers: [{ name: 'Content-Encoding', value: 'gzip' }] };
    expect(found(parts)).toMatchObject([{ decodedVia: [] }]);
    expect(found(parts, safe(SECRET))).toEqual([]);
  });

  it('S3: what the decoders and the variants both see is one finding, and its span covers what stands there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.constantFrom('base64', 'base64url', 'hex'),
        fc.nat({ max: 3 }),
        (seed, encoding, pad) => {
          const value = randomText(randomFrom(seed), 20 + (seed % 30), `${ALNUM}_-`);
          const encoded = Buffer.from('p'.repeat(pad) + value).toString(encoding);
          const text = `before ${encoded} after`;
          const { findings } = scannerFor(secretOf(value)).scan(
            requestOf({ body: text }),
            BOTH,
            NOTHING_SAFE,
          );
          expect(findings).toHaveLength(1);
          const [one] = findings;
          expect(one?.matched.toString()).toBe(value);
          expect(one?.decodedVia).toHaveLength(1);
          const end = 7 + encoded.replace(/=+$/, '').length;
          expect(one?.start).toBeGreaterThanOrEqual(7);
          expect(one?.start).toBeLessThanOrEqual(7 + Math.ceil(pad * (encoding === 'hex' ? 2 : 4 / 3)));
          expect(one?.end).toBe(end);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('S18: a detector that is off finds nothing, none at all inspects nothing', () => {
    const request = requestOf({ body: `${A} ${SECRET}` });
    const only = (detector: Detector) =>
      scanner.scan(request, new Set([detector]), NOTHING_SAFE).findings.map((finding) => finding.detector);
    expect(only('token_patterns')).toEqual(['token_patterns']);
    expect(only('known_secrets')).toEqual(['known_secrets']);
    const lying = requestOf({ body: 'x', headers: [{ name: 'content-encoding', value: 'gzip' }] });
    expect(scanner.scan(lying, new Set(), NOTHING_SAFE).verdict).toBe('complete');
  });

  it('S21: a reject-only secret says so, and wins over the pattern at the same place', () => {
    const one = scannerFor(secretOf(A, 'EGRESS_TOKEN_GH', false));
    expect(one.scan(requestOf({ body: A }), BOTH, NOTHING_SAFE).findings).toMatchObject([
      { detector: 'known_secrets', secretName: 'EGRESS_TOKEN_GH', approvable: false },
    ]);
  });

  it('C6: two secrets in one request are two findings, and neither context shows the other', () => {
    const request = requestOf({ body: `${A} and ${SECRET}` });
    const { findings } = scanner.scan(request, BOTH, NOTHING_SAFE);
    expect(findings).toHaveLength(2);
    for (const finding of findings) expect(scanner.contextOf(request, finding)).toBe('******** and ********');
  });

  it('X4 C15: a secret split over two neighbouring values is found at every position', () => {
    for (let cut = 1; cut < SECRET.length; cut++) {
      const [one, two] = [SECRET.slice(0, cut), SECRET.slice(cut)];
      for (const parts of [
        { path: `/x?a=${one}&b=${two}` },
        { path: `/${one}/${two}` },
        {
          headers: [
            { name: 'X-A', value: one },
            { name: 'X-B', value: two },
          ],
        },
        { headers: [{ name: 'Cookie', value: `a=${one}; b=${two}` }] },
        { body: `{"a":"${one}","b":["${two}"]}` },
        {
          headers: [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }],
          body: `a=${one}&b=${two}`,
        },
      ]) {
        expect(found(parts), `${cut} ${JSON.stringify(parts)}`).toMatchObject([
          { surface: 'joined', matched: Buffer.from(SECRET) },
        ]);
      }
    }
  });

  it('X4: parts with other values between them are found where each is four characters or more', () => {
    expect(
      found({ body: `{"a":"${SECRET.slice(0, 9)}","n":"other","b":"${SECRET.slice(9)}"}` }),
    ).toMatchObject([{ surface: 'joined' }]);
    expect(
      found({
        path: `/?a=${SECRET.slice(0, 9)}`,
        headers: [{ name: 'user-agent', value: 'curl' }],
        body: `{"b":"${SECRET.slice(9)}"}`,
      }),
    ).toHaveLength(1);
  });

  it('I4: an issuer that is itself a secret is no hint', () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = `${part({ alg: 'HS256' })}.${part({ iss: SECRET, exp: 5 })}.c2ln`;
    const finding = found({ body: jwt }).find(({ detector }) => detector === 'token_patterns');
    expect(finding?.hints).toEqual({ jwt: { exp: 5 } });
  });
});

describe('content codings and budgets', () => {
  const withCoding = (body: Buffer, coding: string) =>
    requestOf({ body, headers: [{ name: 'Content-Encoding', value: coding }] });
  const text = `clean text and ${A}`;

  it.each([
    ['gzip', gzipSync(text), 'gzip'],
    ['x-gzip', gzipSync(text), 'x-gzip'],
    ['deflate with its wrapper', deflateSync(text), 'deflate'],
    ['raw deflate', deflateRawSync(text), 'deflate'],
    ['br', brotliCompressSync(text), 'br'],
    ['two layers', brotliCompressSync(gzipSync(text)), 'gzip, br'],
    ['identity beside it', gzipSync(text), 'identity, gzip'],
    ['two members', Buffer.concat([gzipSync('clean '), gzipSync(text)]), 'gzip'],
  ])('X7 C16: %s is decoded', (_name, body, coding) => {
    const result = scanner.scan(withCoding(body, coding), BOTH, NOTHING_SAFE);
    expect(result.verdict).toBe('complete');
    expect(result.findings).toHaveLength(1);
  });

  it.each([
    ['an unknown coding', Buffer.from(text), 'lzma'],
    ['a lie', Buffer.from(text), 'gzip'],
    ['a cut stream', gzipSync(text).subarray(0, 30), 'gzip'],
    ['bytes behind it', Buffer.concat([deflateSync(text), Buffer.from('tail')]), 'deflate'],
    ['bytes behind gzip', Buffer.concat([gzipSync(text), Buffer.from('tail')]), 'gzip'],
    ['bytes behind br', Buffer.concat([brotliCompressSync(text), Buffer.from('tail')]), 'br'],
    ['three layers', gzipSync(gzipSync(gzipSync(text))), 'gzip, gzip, gzip'],
  ])('X7 C16 I3: %s is undecodable', (_name, body, coding) => {
    expect(scanner.scan(withCoding(body, coding), BOTH, NOTHING_SAFE).verdict).toBe('undecodable_body');
  });

  it('C16 I8: a bomb ends at the cap', () => {
    const bomb = brotliCompressSync(Buffer.alloc(16 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(200);
    expect(scanner.scan(withCoding(bomb, 'br'), BOTH, NOTHING_SAFE).verdict).toBe('not_fully_inspected');
  });

  it('C17 I3: an input that costs more than its budget is not inspected in full, and says so', () => {
    const many = Array.from({ length: 600 }, () => token()).join(' ');
    expect(scanner.scan(requestOf({ body: many }), BOTH, NOTHING_SAFE).verdict).toBe('not_fully_inspected');
  });

  it.each([
    'A',
    '=',
    'eyJ',
    'ghp_',
    'sk-',
    '-----BEGIN PRIVATE KEY-----',
    '%41',
    '\\u0041',
    '{"a":',
    '[',
    'AKIA',
    'postgres://',
    'SG.',
    '4a',
    '\0a',
    'AIza',
    ':AA',
    'secret_access_key=',
  ])('X19 C17: one megabyte of %j ends in a verdict', (piece) => {
    const body = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(['complete', 'not_fully_inspected']).toContain(
      scanner.scan(requestOf({ body }), BOTH, NOTHING_SAFE).verdict,
    );
  });
});

describe('scanBytes', () => {
  it('S2: finds values in files of any kind', () => {
    expect(
      new Scanner({ families: ['credentials'], secrets: [], decodedBytes: 1 }).scanBytes(
        Buffer.from(`\0\u0001${A}`),
      ),
    ).toHaveLength(1);
  });
});

describe('strikes', () => {
  const hit = Buffer.from(A);

  it('R1 I4: sees the hit and every secret raw, in another case, encoded, reversed and in pieces', () => {
    const forms = [
      A,
      A.toUpperCase(),
      base64(A),
      base64(`x${A}`),
      base64(`xy${A}`),
      Buffer.from(A).toString('base64url'),
      Buffer.from(A).toString('hex'),
      Buffer.from(A).toString('hex').toUpperCase(),
      [...A].reverse().join(''),
      [...A].map((c) => `%${c.charCodeAt(0).toString(16)}`).join(''),
      A.slice(5, 17),
      JSON.stringify(JSON.stringify(`"${SECRET}"`)),
      SECRET.slice(2, 14),
    ];
    for (const form of forms)
      expect(scanner.strikes(`{"context":"before ${form} after"}`, hit), form).toBe(true);
  });

  it('R1: does not strike at text that holds nothing of them', () => {
    expect(scanner.strikes('egress blocked: ******** in body of api.example.com ghp_', hit)).toBe(false);
    expect(scanner.strikes('', hit)).toBe(false);
    const url = scannerFor(secretOf('https://hooks.slack.com/services/T0000AAAA/B0000BBBB/abcdefghijklmnop'));
    expect(url.strikes('host: hooks.slack.com', Buffer.alloc(0))).toBe(false);
  });
});
