import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input } from '../../../../src/operator/tui/input/input.ts';
import { InputParser } from '../../../../src/operator/tui/input/input-parser.ts';

const parse = (...chunks: readonly string[]): readonly Input[] => {
  const parser = new InputParser();
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.flush()];
};

describe('single keys', () => {
  const keys: ReadonlyArray<readonly [string, string]> = [
    ['\r', 'enter'],
    ['\x1b', 'escape'],
    ['\x7f', 'backspace'],
    ['\x1b[A', 'up'],
    ['\x1bOB', 'down'],
    ['\x1b[6~', 'page_down'],
    ['\x1bOP', 'f1'],
    ['\x1b[12~', 'f2'],
    ['\x1b3', 'alt_3'],
    ['\x03', 'ctrl_c'],
    ['\n', 'other'],
    ['\x1ba', 'other'],
    ['\x1b[99;5u', 'other'],
    ['\x00', 'other'],
  ];
  for (const [bytes, key] of keys) {
    it(`${JSON.stringify(bytes)} is ${key}`, () => {
      expect(parse(bytes)).toEqual([{ kind: 'key', key }]);
    });
  }

  it('a character is one, whatever it is made of', () => {
    expect(parse('a')).toEqual([{ kind: 'character', character: 'a' }]);
    expect(parse('字')).toEqual([{ kind: 'character', character: '字' }]);
    expect(parse('😀')).toEqual([{ kind: 'character', character: '😀' }]);
  });

  it('a sequence cut in two by the reading is one key', () => {
    expect(parse('\x1b', '[A')).toEqual([{ kind: 'key', key: 'up' }]);
    expect(parse('\x1b[', '5', '~')).toEqual([{ kind: 'key', key: 'page_up' }]);
  });

  it('a key that is held down comes as often as it came', () => {
    expect(parse('\x1b[B\x1b[B\x1b[B')).toHaveLength(3);
  });
});

describe('several at once', () => {
  it('U4: any reading with more than one key in it is text, where it is not the same harmless key', () => {
    const commands = fc.constantFrom('a', 'r', 'Y', '\r', 'q', '\x1b[A', '\x1bOP', ' ', '\t', 'm');
    fc.assert(
      fc.property(fc.array(commands, { minLength: 2, maxLength: 6 }), (keys) => {
        fc.pre(!keys.every((key) => key === '\x1b[A'));
        for (const input of parse(keys.join(''))) expect(input.kind).toBe('text');
      }),
    );
  });

  it('U4: whatever comes, text is one line without controls', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\x1b[200~', '\x1b[201~', '\r', '\x1b')),
        ),
        (parts) => {
          for (const input of parse(...parts)) {
            if (input.kind === 'text') expect(input.text).not.toMatch(/[\p{Cc}\n\r]/u);
            if (input.kind === 'character') expect(input.character).not.toMatch(/\p{Cc}/u);
          }
        },
      ),
    );
  });
});

describe('bracketed paste', () => {
  it('is one text, its line breaks blanks', () => {
    expect(parse('\x1b[200~a\r\nb\x1b[201~')).toEqual([{ kind: 'text', text: 'a b' }]);
  });

  it('U4: even one character, or an Enter, is no key', () => {
    expect(parse('\x1b[200~a\x1b[201~')).toEqual([{ kind: 'text', text: 'a' }]);
    expect(parse('\x1b[200~\r\x1b[201~')).toEqual([{ kind: 'text', text: ' ' }]);
  });

  it('U4: nothing in it is a key, wherever the readings cut it', () => {
    const whole = '\x1b[200~a\rY\x1b[Aq\x1b[201~';
    for (let cut = 1; cut < whole.length; cut++) {
      for (const input of parse(whole.slice(0, cut), whole.slice(cut))) expect(input.kind).toBe('text');
    }
  });

  it('U6: a megabyte is cut, and keys are heard again after it', () => {
    const parser = new InputParser();
    const inputs = [
      ...parser.push('\x1b[200~'),
      ...Array.from({ length: 64 }, () => parser.push('x'.repeat(16_384))).flat(),
      ...parser.push('\x1b[201~'),
    ];
    expect(inputs).toHaveLength(1);
    expect(inputs[0]).toMatchObject({ kind: 'text' });
    expect(inputs[0]?.kind === 'text' && inputs[0].text.length).toBeLessThanOrEqual(16_384);
    expect(parser.push('q')).toEqual([{ kind: 'character', character: 'q' }]);
  });

  it('U4: without an end it is over when nothing comes, and what was in it is text', () => {
    const parser = new InputParser();
    expect(parser.push('\x1b[200~a\r')).toEqual([]);
    expect(parser.isPasting).toBe(true);
    expect(parser.flush()).toEqual([{ kind: 'text', text: 'a ' }]);
    expect(parser.isWaiting).toBe(false);
  });
});
