import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../../src/core/approval/canonical-json.ts';

it('sorts keys by their code units at every depth, without white space', () => {
  expect(canonicalJson({ b: 1, a: { d: [true, null], c: 'x' }, B: 0.5, é: '' })).toBe(
    '{"B":0.5,"a":{"c":"x","d":[true,null]},"b":1,"é":""}',
  );
});

it('leaves out what JSON leaves out', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

it('refuses what JSON cannot say', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1, 1n, [undefined]]) {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  }
});

it('is the same text for the same value, whatever the order of its keys, and reads back as it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
    }),
  );
});
