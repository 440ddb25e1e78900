import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStrictJson } from '../../../src/core/approval/strict-json.ts';

const read = (text: string) => readStrictJson(Buffer.from(text, 'utf8'));

/** Text near JSON: its own characters in any order, so that every branch of the grammar is entered and left wrongly. */
const nearJson = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      ' ',
      '0',
      '1',
      '-',
      '.',
      'e',
      '+',
      '\\',
      'u00',
      'a',
      'true',
      'nul',
      'é',
      '\u0000',
      '\n',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('readStrictJson', () => {
  it('Q7: reads every JSON text as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const result = read(text);
        expect(result.kind).toBe('value');
        if (result.kind === 'value')
          expect(JSON.stringify(result.value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('Q7: takes no text that JSON.parse refuses, and refuses what it takes only for a key that stands twice', () => {
    fc.assert(
      fc.property(nearJson, (text) => {
        const taken = read(text).kind === 'value';
        if (taken) expect(parses(text)).toBe(true);
        else if (parses(text)) expect(text).toContain('{');
      }),
      { numRuns: 5_000 },
    );
  });

  it('Q6: every proper beginning of an object is incomplete', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })), (object) => {
        const bytes = Buffer.from(JSON.stringify(object), 'utf8');
        for (let end = 0; end < bytes.length; end++) {
          expect(readStrictJson(bytes.subarray(0, end)).kind).toBe('incomplete');
        }
      }),
    );
  });

  it('Q6: what is incomplete can go on, and what is invalid cannot', () => {
    const bytes = fc.oneof(
      nearJson.map((text) => Buffer.from(text, 'utf8')),
      fc
        .tuple(fc.constantFrom('"', '["a', '{"'), fc.uint8Array({ maxLength: 4 }))
        .map(([start, rest]) => Buffer.concat([Buffer.from(start), rest])),
    );
    fc.assert(
      fc.property(bytes, (begin) => {
        const { kind } = readStrictJson(begin);
        if (kind === 'value') return;
        const next = Array.from({ length: 256 }, (_, byte) => Buffer.concat([begin, Buffer.from([byte])]));
        const goesOn = next.some((longer) => readStrictJson(longer).kind !== 'invalid');
        expect(goesOn).toBe(kind === 'incomplete');
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['an empty file', '', 'incomplete'],
    ['white space', ' \r\n\t', 'incomplete'],
    ['a key twice', '{"a":1,"a":2}', 'invalid'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}', 'invalid'],
    ['a byte order mark', '\ufeff{}', 'invalid'],
    ['a NUL at the end', '{}\u0000', 'invalid'],
    ['a second value', '{} {}', 'invalid'],
    ['a comment', '{} // no', 'invalid'],
    ['a trailing comma', '[1,]', 'invalid'],
    ['a leading zero', '01', 'invalid'],
    ['a line break in a string', '"a\nb"', 'invalid'],
    ['an unknown escape', '"\\x41"', 'invalid'],
    ['32 levels', `${'['.repeat(32)}${']'.repeat(32)}`, 'value'],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, 'invalid'],
    ['a million levels', '['.repeat(1_000_000), 'invalid'],
    ['white space around', ' {"a": [ 1 , 2 ] } \n', 'value'],
  ])('Q7: %s', (_, text, kind) => {
    expect(read(text).kind).toBe(kind);
  });

  it('Q7: `__proto__` is a key like any other, and changes no prototype', () => {
    const result = read('{"__proto__":{"status":"approved"},"constructor":1}');
    expect(result.kind).toBe('value');
    if (result.kind !== 'value') return;
    expect(Object.keys(result.value ?? {})).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(result.value)).toBeNull();
    expect(read('{"__proto__":1,"__proto__":2}').kind).toBe('invalid');
  });

  it('Q7: bytes that are no UTF-8 are invalid wherever they stand', () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const broken = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
      expect(readStrictJson(broken).kind).toBe('invalid');
    }
    expect(readStrictJson(Buffer.from([0xef, 0xbb])).kind).toBe('invalid');
  });
});
