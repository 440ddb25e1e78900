import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeUtf8 } from '../../../src/core/approval/utf8.ts';

it('decodes what is whole, and tells a cut character from a broken one at every cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), (text) => {
      const bytes = Buffer.from(text, 'utf8');
      expect(decodeUtf8(bytes)).toEqual({ text: bytes.toString('utf8'), cutCharacter: false });
      for (let end = 0; end < bytes.length; end++) {
        const decoded = decodeUtf8(bytes.subarray(0, end));
        expect(decoded).not.toBeNull();
        expect(text.startsWith(decoded?.text ?? '?')).toBe(true);
        expect(decoded?.cutCharacter).toBe(Buffer.byteLength(decoded?.text ?? '') < end);
      }
    }),
  );
});

it.each([
  ['a lone continuation', [0x80]],
  ['an over-long lead', [0xc1]],
  ['the beginning of an over-long form', [0xe0, 0x9f]],
  ['the beginning of a surrogate', [0xed, 0xa0]],
  ['the beginning of a long over-long form', [0xf0, 0x8f]],
  ['past the last code point', [0xf4, 0x90]],
  ['a lead that never is', [0xf8, 0x80]],
  ['a broken character before whole ones', [0xe2, 0x82, 0x41]],
])('%s is not decoded', (_, bytes) => {
  expect(decodeUtf8(Buffer.from(bytes))).toBeNull();
});
