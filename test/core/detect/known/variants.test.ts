import { describe, expect, it } from 'vitest';
import { variantsOf } from '../../../../src/core/detect/known/variants.ts';
import { BOTH, NOTHING_SAFE, requestOf, scannerFor, secretOf } from '../support.ts';

const VALUE = Buffer.from('pä"ss\\wörd-1234?>');

describe('variantsOf', () => {
  it('S3: names each form by the steps that lead back to the value', () => {
    const chains = new Set(variantsOf(VALUE).map(({ chain }) => chain.join('>')));
    for (const chain of [
      '',
      'base64',
      'base64url',
      'hex',
      'reversed',
      'json',
      'json>json',
      'base32',
      'reversed>base64',
      'base64>reversed',
      'reversed>hex',
    ]) {
      expect(chains).toContain(chain);
    }
  });

  it('S3: holds the base64 core of all three alignments, whatever stands around the value', () => {
    const forms = variantsOf(VALUE).map(({ bytes }) => bytes.toString('latin1'));
    for (let before = 0; before < 6; before++) {
      for (let after = 0; after < 4; after++) {
        const encoded = Buffer.concat([Buffer.alloc(before, 'x'), VALUE, Buffer.alloc(after, 'y')]).toString(
          'base64',
        );
        expect(forms.some((form) => form.length >= 18 && encoded.includes(form))).toBe(true);
      }
    }
  });

  it('S3: no form is looked for twice, the shortest chain first', () => {
    const plain = variantsOf(Buffer.from('abcdefghijkl'));
    const texts = plain.map(({ bytes }) => bytes.toString('latin1'));
    expect(new Set(texts).size).toBe(texts.length);
    expect(plain[0]?.chain).toEqual([]);
    expect(plain.some(({ chain }) => chain[0] === 'json')).toBe(false);
  });

  it('S3: values that are no text have their byte forms', () => {
    expect(variantsOf(Buffer.from([0xff, 0xfe, 0x80, 0x81, 0x00])).length).toBeGreaterThan(5);
  });
});

describe('other ways to write a known value', () => {
  const secret = 'kQ8-zT4nW_xY7pLm2RvC9sHd';
  const pairs = [...Buffer.from(secret)].map((byte) => byte.toString(16).padStart(2, '0'));
  const ways: readonly (readonly [string, string])[] = [
    ['pairs with colons', pairs.join(':')],
    ['capital pairs with colons', pairs.join(':').toUpperCase()],
    ['pairs with hyphens', pairs.join('-')],
    ['pairs with blanks', pairs.join(' ')],
    ['a string of escapes', pairs.map((pair) => `\\x${pair}`).join('')],
    ['escapes in JSON', pairs.map((pair) => `\\\\x${pair}`).join('')],
    ['an array of numbers', pairs.map((pair) => `0x${pair}`).join(', ')],
    ['numbers without blanks', pairs.map((pair) => `0x${pair}`).join(',')],
    [
      'ROT13',
      secret.replace(/[a-z]/gi, (c) =>
        String.fromCharCode(c.charCodeAt(0) + (c.toLowerCase() < 'n' ? 13 : -13)),
      ),
    ],
    ['reversed', [...secret].reverse().join('')],
  ];
  const scanner = scannerFor(secretOf(secret));

  it.each(ways)('X1 X2: %s, in a body and in a header', (_name, text) => {
    for (const request of [
      requestOf({ body: `{"a":"${text}"}` }),
      requestOf({ body: `say ${text} now` }),
      requestOf({ headers: [{ name: 'X-A', value: text }] }),
    ]) {
      expect(scanner.scan(request, BOTH, NOTHING_SAFE).findings).toMatchObject([
        { matched: Buffer.from(secret) },
      ]);
    }
  });

  it.each([
    ['hyphens', '-'],
    ['dots', '.'],
    ['blanks', ' '],
    ['underscores', '_'],
    ['zero-width characters', '\u200b'],
  ])('X3: every character, and every third, with %s between in a short field', (_name, separator) => {
    for (const size of [1, 3]) {
      const text = secret.match(new RegExp(`.{1,${size}}`, 'g'))?.join(separator) ?? '';
      const value = Buffer.from(text).toString('latin1');
      const { findings } = scanner.scan(requestOf({ headers: [{ name: 'X-A', value }] }), BOTH, NOTHING_SAFE);
      expect(findings, text).toMatchObject([{ matched: Buffer.from(secret) }]);
    }
  });
});
