import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPlaces, jsonStrings, jsonValueSpans } from '../../../../src/core/detect/surfaces/json-walk.ts';

function walk(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (const { start, end, isKey, path } of jsonStrings(bytes)) {
    found.push(`${isKey ? 'key' : path()} ${bytes.toString('utf8', start, end)}`);
  }
  return found;
}

describe('jsonStrings', () => {
  it('S2: gives keys and values with their paths', () => {
    expect(walk('{"a":{"b":["x",1,{"c d":"y"}]},"z":"w"}')).toEqual([
      'key a',
      'key b',
      '$.a.b[0] x',
      'key c d',
      '$.a.b[2]["c d"] y',
      'key z',
      '$.z w',
    ]);
  });

  it('X10: duplicate keys, several texts and broken ones are walked all the same', () => {
    expect(walk('{"a":"1","a":"2"}')).toEqual(['key a', '$.a 1', 'key a', '$.a 2']);
    expect(walk('{"a":"1"}\n{"b":"2"}')).toEqual(['key a', '$.a 1', 'key b', '$.b 2']);
    expect(walk('{"a":"1')).toEqual(['key a', '$.a 1']);
    expect(walk(']]}}"x"')).toEqual(['$ x']);
    expect(walk('{"a":"q\\"r"}')).toEqual(['key a', '$.a q\\"r']);
  });

  it('X10: comments, NaN and trailing commas are no obstacle', () => {
    expect(walk('{"a":1, // it is 5" wide\n "b":"x", /* a " too */ "c":[NaN, -Infinity, "y",],}')).toEqual([
      'key a',
      'key b',
      '$.b x',
      'key c',
      '$.c[2] y',
    ]);
    expect(walk('{"a":"x" /* without an end "b":"y"}')).toContain('$.a y');
  });

  it('X10 C17: nesting of a million levels neither fails nor makes long paths', () => {
    const text = `${'['.repeat(1_000_000)}"x"`;
    const [only] = [...jsonStrings(Buffer.from(text))];
    expect(only?.path().length).toBeLessThan(1_000);
  });

  it('S2: finds every string that JSON.parse finds, at a path that leads there', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        const bytes = Buffer.from(text);
        const found = [...jsonStrings(bytes)]
          .filter(({ isKey }) => !isKey)
          .map(({ start, end }) => JSON.parse(`"${bytes.toString('utf8', start, end)}"`));
        const expected: string[] = [];
        JSON.parse(text, (_key, part) => {
          if (typeof part === 'string') expected.push(part);
          return part;
        });
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });

  it('S2: gives every string the path at which it stands', () => {
    const places = [];
    for (const { start, name } of jsonPlaces(Buffer.from('{"a":["xx","yy"]}'))) places.push([start, name()]);
    expect(places).toEqual([
      [2, '$.a'],
      [7, '$.a[0]'],
      [12, '$.a[1]'],
    ]);
  });
});

describe('jsonValueSpans', () => {
  it('S2: gives the strings that are no keys, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\a1/*\n '), maxLength: 80 }), (text) => {
        const bytes = Buffer.from(text);
        const expected = [...jsonStrings(bytes)].filter(({ isKey }) => !isKey);
        expect(jsonValueSpans(bytes)).toEqual(expected.flatMap(({ start, end }) => [start, end]));
      }),
      { numRuns: 2_000 },
    );
    const deep = Buffer.from(`${'[{"k":'.repeat(70)}"v","w"${'}]'.repeat(70)},"x"`);
    const expected = [...jsonStrings(deep)].filter(({ isKey }) => !isKey);
    expect(jsonValueSpans(deep)).toEqual(expected.flatMap(({ start, end }) => [start, end]));
  });
});
