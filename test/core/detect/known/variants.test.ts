import { describe, expect, it } from 'vitest';
import { variantsOf } from '../../../../src/core/detect/known/variants.ts';

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
