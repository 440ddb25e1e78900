import { describe, expect, it } from 'vitest';
import { crc32Base62 } from '../../../src/core/detect/formats/checks.ts';
import { ALNUM, BOTH, NOTHING_SAFE, randomFrom, randomText, requestOf, scannerFor } from './support.ts';

const random = randomFrom(77);
const body = randomText(random, 30, ALNUM);
const TOKENS = {
  valid: `ghp_${body}${crc32Base62(body)}`,
  invalid: `ghp_${randomText(random, 36, ALNUM)}`,
  anthropic: `sk-ant-api03-${randomText(random, 93, `${ALNUM}_-`)}AA`,
  aws: `AKIA${randomText(random, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  google: `AIza${randomText(random, 35, ALNUM)}`,
};
const scanner = scannerFor();

type Parts = Parameters<typeof requestOf>[0];

function found(parts: Parts, isSafe = NOTHING_SAFE) {
  return scanner.scan(requestOf(parts), BOTH, isSafe).findings;
}

/** A value in two neighbouring places of each kind. */
const PLACES: Readonly<Record<string, (one: string, two: string) => Parts>> = {
  query: (one, two) => ({ path: `/x?a=${one}&b=${two}&c=hello` }),
  path: (one, two) => ({ path: `/${one}/${two}/items` }),
  headers: (one, two) => ({
    headers: [
      { name: 'X-A', value: one },
      { name: 'X-B', value: two },
      { name: 'Accept', value: 'text' },
    ],
  }),
  cookies: (one, two) => ({ headers: [{ name: 'Cookie', value: `a=${one}; b=${two}; c=d` }] }),
  json: (one, two) => ({ body: JSON.stringify({ a: one, b: [two], c: 'hello' }) }),
  form: (one, two) => ({
    headers: [{ name: 'content-type', value: 'application/x-www-form-urlencoded' }],
    body: `a=${one}&b=${two}&c=hello`,
  }),
};

describe('tokens in joins', () => {
  it.each(Object.entries(TOKENS))(
    'X4 C15: a token (%s) split over two values is found at every position',
    (_name, token) => {
      for (let cut = 1; cut < token.length; cut++) {
        for (const [place, build] of Object.entries(PLACES)) {
          const findings = found(build(token.slice(0, cut), token.slice(cut)));
          expect(findings, `${place} ${cut}`).not.toEqual([]);
          const whole = findings.some(({ matched }) => matched.toString().startsWith(token.slice(0, 12)));
          expect(
            whole,
            `${place} ${cut} ${findings.map(({ matched }) => matched.toString()).join(' ')}`,
          ).toBe(true);
        }
      }
    },
  );

  it('X4 C15: and over three values', () => {
    const { valid } = TOKENS;
    expect(
      found({ path: `/?a=${valid.slice(0, 2)}&b=${valid.slice(2, 20)}&c=${valid.slice(20)}` }),
    ).toMatchObject([
      {
        surface: 'joined',
        decodedVia: ['joined'],
        checksum: 'valid',
        location: 'query a + query b + query c',
      },
    ]);
  });

  it('S2: what is whole in one value is one finding there, whatever follows', () => {
    const { valid } = TOKENS;
    expect(found({ path: `/?a=${valid}&b=hello&c=world` })).toMatchObject([
      { surface: 'query', matched: Buffer.from(valid) },
    ]);
    const isSafe = ({ matched }: { matched: Buffer }) => matched.toString() === valid;
    expect(found({ path: `/?a=${valid}&b=hello&c=world` }, isSafe)).toEqual([]);
  });

  it('S20: approving the whole frees no split one, nor the other way round', () => {
    const { valid } = TOKENS;
    const split = { path: `/?a=${valid.slice(0, 9)}&b=${valid.slice(9)}` };
    expect(found(split, ({ decodedVia }) => decodedVia.length === 0)).toHaveLength(1);
    expect(found(split, ({ decodedVia }) => decodedVia.join() === 'joined')).toEqual([]);
  });

  it('X15: values that follow one another in ordinary requests make no token', () => {
    const hash = randomText(random, 32, '0123456789abcdef');
    for (const values of [
      ['SK', hash],
      ['DE', hash, 'sk', hash],
      ['task-', hash],
      ['disk', '-', hash],
      ['user', 'assistant', 'tool', 'system', 'function', 'call'],
      ['ghp_', 'github_pat_', 'AKIA', 'AIza'],
      ['prefix sk-', 'and then words that go on'],
      ['eyJ', 'hbGciOiJIUzI1NiJ9'],
    ]) {
      expect(found({ body: JSON.stringify({ values }) }), values.join()).toEqual([]);
      expect(found({ path: `/${values.map(encodeURIComponent).join('/')}` }), values.join()).toEqual([]);
    }
  });
});
