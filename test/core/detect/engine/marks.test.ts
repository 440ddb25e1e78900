import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksOf } from '../../../../src/core/detect/engine/marks.ts';

const marks = (text: string) => marksOf(Buffer.from(text, 'latin1'), 16);

describe('marksOf', () => {
  it('X1: plain text, and escapes that stand for no letter, need no decoder', () => {
    for (const text of ['', 'Accept: text/html', 'a "b" \\n c\\t\\"d\\" very % sure', 'a=1&b=2', 'x == 41'])
      expect(marks(text), text).toBe('none');
  });

  it('X1: a long run needs those for runs', () => {
    expect(marks('x aaaaaaaaaaaaaaa y')).toBe('none');
    expect(marks('x aaaaaaaaaaaaaaaa y')).toBe('runs');
  });

  it('X1: any escape needs all of them, read from either end', () => {
    const escapes = [
      '%41',
      '\\u0041',
      '\\x41',
      '\\/',
      '&#65;',
      '&lowbar;',
      '=\n',
      '=67=68=70',
      '\0a',
      'é',
      '\x0b',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...escapes),
        fc.string({ unit: fc.constantFrom(...'abz 09.,-_'), maxLength: 30 }),
        fc.string({ unit: fc.constantFrom(...'abz 09.,-_'), maxLength: 30 }),
        (mark, before, after) => {
          const text = `${before}${mark}${after}`;
          expect(marks(text)).toBe('any');
          // An escaped slash is none the other way round.
          if (mark !== '\\/') expect(marks([...text].reverse().join(''))).toBe('any');
        },
      ),
    );
  });
});
