import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../src/operator/cell-width.ts';
import { own, safeBlock, safeJson, safeLine } from '../../src/operator/safe-terminal-text.ts';

/** Everything that a terminal acts on, a font hides or a line is broken by, and the marks that climb. */
const ACTED_ON = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[^\P{Z} ]|\p{M}{3}/u;

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\x1b[2J',
        '\x1b]52;c;ZXZpbA==\x07',
        '\x1b]8;;https://evil.example\x1b\\',
        '\x1bP$q"p\x1b\\',
        '\x9b31m',
        '\x9d0;title\x9c',
        '\x1bc',
        '\r',
        '\n',
        '\x7f',
        '\b\b\b',
        '\u202e',
        '\u2066',
        '\u200b',
        '\ufeff',
        '\u00ad',
        '\u034f',
        '\u3164',
        '\u{e0041}',
        '\ufe0f',
        'Z\u0351\u0352\u0353\u0354\u0355',
        '\ud83d',
        '\u2028',
        '\u3000',
        '👩‍👩‍👧',
        '字',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('safeLine', () => {
  it('U1 U2 I7: whatever goes in, nothing that a terminal acts on comes out, in one line of bounded width', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 120 }), (text, maxCells) => {
        const safe = safeLine(text, maxCells);
        expect(safe).not.toMatch(ACTED_ON);
        expect(widthOf(safe)).toBeLessThanOrEqual(maxCells);
      }),
      { numRuns: 500 },
    );
  });

  it('U1: making safe what is safe changes nothing', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 120 }), (text, maxCells) => {
        const once = safeLine(text, maxCells);
        expect(safeLine(once, maxCells)).toBe(once);
      }),
    );
  });

  it('U1: printable ASCII stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)) }),
        (text) => {
          expect(safeLine(text)).toBe(text);
        },
      ),
    );
  });

  const shown: ReadonlyArray<readonly [string, string]> = [
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a\nb\r\tc\x7f', 'a\\x0ab\\x0d\\x09c\\x7f'],
    ['\x9b2J', '\\x9b2J'],
    ['user\u202egnp.exe', 'user\\u{202e}gnp.exe'],
    ['ex\u200bample', 'ex\\u{200b}ample'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['no\u00a0break', 'no\\xa0break'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['é e\u0301 字', 'é e\u0301 字'],
    ['e\u0301\u0302\u0303\u0304', 'e\u0301\u0302\\u{303}\\u{304}'],
    ['\u0301first', '\\u{301}first'],
  ];
  for (const [text, expected] of shown) {
    it(`U1 U2: ${JSON.stringify(text)} is shown as ${JSON.stringify(expected)}`, () => {
      expect(safeLine(text)).toBe(expected);
    });
  }

  it('U2: a cut is marked, never splits an escape, and counts wide characters twice', () => {
    expect(safeLine('abcdef', 4)).toBe('abc…');
    expect(safeLine('abcd', 4)).toBe('abcd');
    expect(safeLine('ab\x1bcd', 5)).toBe('ab…');
    expect(safeLine('字字字', 5)).toBe('字字…');
  });

  it('U6: a megabyte is cut at its bound', () => {
    expect(safeLine('x'.repeat(1_000_000))).toHaveLength(512);
  });
});

describe('safeBlock', () => {
  it('U3 I7: every line stands behind the prefix, is safe and fits', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of safeBlock(text, { prefix: '  | ', width: 40 })) {
          expect(line.startsWith('  |')).toBe(true);
          expect(line).not.toMatch(ACTED_ON);
          expect(widthOf(line)).toBeLessThanOrEqual(40);
        }
      }),
    );
  });

  it('U2: 10,000 line breaks do not push anything away', () => {
    const lines = safeBlock('\n'.repeat(10_000), { prefix: '| ', maxLines: 5 });
    expect(lines).toEqual(['|', '|', '|', '|', '|', '| … (more lines, not shown)']);
  });

  it('keeps the text’s own line breaks and wraps at blanks', () => {
    expect(safeBlock('one two three\nfour\r\n', { prefix: '> ', width: 10 })).toEqual([
      '> one two',
      '> three',
      '> four',
    ]);
    expect(safeBlock('abcdefghijkl', { prefix: '> ', width: 10 })).toEqual(['> abcdefgh', '> ijkl']);
  });

  it('wrapping loses nothing but blanks at the breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '字') }), (text) => {
        const lines = safeBlock(text, { prefix: '|', width: 9 });
        const unwrapped = lines.map((line) => line.slice(1)).join('');
        expect(unwrapped.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});

describe('own and safeJson', () => {
  it('own puts only safe parts into our words', () => {
    expect(own`to ${safeLine('a\nb')}: ${3}`).toBe('to a\\x0ab: 3');
  });

  it('U1 I7: JSON is ASCII without controls and parses to the same value', () => {
    fc.assert(
      fc.property(fc.record({ text: hostile, list: fc.array(hostile, { maxLength: 3 }) }), (value) => {
        const json = safeJson(value);
        expect(json).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(json)).toEqual(value);
      }),
    );
  });
});
