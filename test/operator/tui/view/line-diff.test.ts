import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffOf } from '../../../../src/operator/tui/view/line-diff.ts';

describe('the difference of two files', () => {
  it('S17: names what went and what came, with what stayed around it', () => {
    const lines = diffOf('a\nb\nc\nd\n', 'a\nB\nc\nd\ne\n').map(({ sign, text }) => sign + text);
    expect(lines).toEqual([' a', '-b', '+B', ' c', ' d', '+e']);
  });

  it('I6: hides nothing: either file can be read out of it', () => {
    const file = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
      .map((lines) => lines.map((each) => `${each}\n`).join(''));
    fc.assert(
      fc.property(file, file, (before, after) => {
        const lines = diffOf(before, after);
        const read = (without: '+' | '-') =>
          lines
            .filter(({ sign }) => sign !== without)
            .map(({ text }) => `${text}\n`)
            .join('');
        expect(read('+')).toBe(before);
        expect(read('-')).toBe(after);
      }),
    );
  });

  it('U6: of two long files without much in common is found at once', () => {
    const long = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word}${index}`).join('\n');
    expect(diffOf(long('a'), long('b'))).toHaveLength(10_000);
  });
});
