import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oneLine } from '../../../src/core/approval/displayed-text.ts';
import type { RedactedText } from '../../../src/core/detect/redacted-text.ts';

const show = (text: string, length = 100) => oneLine(text as RedactedText, length);

it('leaves what is plain as it is', () => {
  expect(show('GET /v1/é 漢字 ********')).toBe('GET /v1/é 漢字 ********');
});

it('I7 U1: spells out what cannot be seen', () => {
  expect(show('a\r\nb\tc\u001b[2Jd\u009be\u202ef\u200bg\u2028h\ufeffi')).toBe(
    'a\\r\\nb\\tc\\u{1b}[2Jd\\u{9b}e\\u{202e}f\\u{200b}g\\u{2028}h\\u{feff}i',
  );
});

it('I8: is one line of bounded length without half characters, and says that it was cut', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 4, max: 40 }),
      (text, length) => {
        const line = show(text, length);
        expect(line.length).toBeLessThanOrEqual(length);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        if (text.length > length) expect(line).toMatch(/\.\.\.$/);
      },
    ),
  );
});
