import { describe, expect, it } from 'vitest';
import { bodyUnit } from '../../../../src/core/detect/surfaces/body-unit.ts';
import { fieldUnit, headBytes, targetUnits } from '../../../../src/core/detect/surfaces/head-units.ts';
import { surfacesOf } from '../../../../src/core/detect/surfaces/surfaces.ts';
import { textUnits } from '../../../../src/core/detect/surfaces/text-units.ts';
import type { Unit } from '../../../../src/core/detect/surfaces/unit.ts';
import { requestOf } from '../support.ts';

const valuesOf = (unit: Unit): readonly string[] =>
  [...unit.values()].map(({ start, end }) => unit.bytes.toString('latin1', start, end));

describe('surfaces of a request', () => {
  it('S2 X13: every part that leaves is a unit, in the order in which it is sent', () => {
    const { units } = surfacesOf(
      requestOf({
        path: '/a/b?c=d',
        headers: [
          { name: 'X-A', value: '1' },
          { name: 'Cookie', value: 'a=b' },
        ],
        body: 'x',
        trailers: [{ name: 'T', value: '2' }],
      }),
      100,
    );
    expect(units.map(({ surface, bytes }) => `${surface} ${bytes}`)).toEqual([
      'method POST',
      'host api.example.com',
      'path /a/b',
      'query c=d',
      'header X-A: 1',
      'cookie a=b',
      'body x',
      'trailer T: 2',
    ]);
  });

  it('I3: a body that cannot be decoded says so and is scanned as it stands', () => {
    const { units, verdict } = surfacesOf(
      requestOf({ body: 'x', headers: [{ name: 'content-encoding', value: 'new' }] }),
      100,
    );
    expect(verdict).toBe('undecodable_body');
    expect(units.at(-1)?.bytes.toString()).toBe('x');
  });

  it('X4: labels, segments, pairs and cookies are values', () => {
    const units = targetUnits(requestOf({ path: '/a//b?c=d&e&f=g=h' }));
    expect(units.map(valuesOf)).toEqual([['POST'], ['api', 'example', 'com'], ['a', 'b'], ['d', 'e', 'g=h']]);
    expect(valuesOf(fieldUnit({ name: 'Cookie', value: 'a=1; b=2;c' }, 'header'))).toEqual(['1', '2', 'c']);
    expect(valuesOf(fieldUnit({ name: 'X', value: 'v w' }, 'header'))).toEqual(['v w']);
  });

  it('S2: a place in a cookie, a query or a form is named by its key', () => {
    const cookie = fieldUnit({ name: 'cookie', value: 'first=1; second=2' }, 'header');
    expect([0, 6, 9, 16].map((at) => cookie.locate(at))).toEqual(['first', 'first', 'second', 'second']);
    const form = bodyUnit(Buffer.from('a=1&b=2'), 'application/x-www-form-urlencoded; charset=utf-8');
    expect([0, 2, 4, 6].map((at) => form.locate(at))).toEqual(['a', 'a', 'b', 'b']);
  });

  it('S2: characters of a head are bytes as the parser read them', () => {
    expect(headBytes('\u00e9')).toEqual(Buffer.from([0xe9]));
    expect(headBytes('\u4f60')).toEqual(Buffer.from('\u4f60'));
  });

  it('S2: a body is JSON by its type or its look, else plain', () => {
    expect(bodyUnit(Buffer.from(' {"a":"b"}'), '').locate(7)).toBe('$.a');
    expect(bodyUnit(Buffer.from('"b"'), 'application/problem+json').locate(1)).toBe('$');
    expect(bodyUnit(Buffer.from('a b'), 'text/plain').locate(1)).toBeNull();
    expect(valuesOf(bodyUnit(Buffer.from('{"a":"b","c":["d"]}'), ''))).toEqual(['b', 'd']);
  });

  it('R1: text of no structure is split in several ways', () => {
    const splits = textUnits(Buffer.from('a.b/c-d')).map(valuesOf);
    expect(splits).toContainEqual(['a', 'b/c-d']);
    expect(splits).toContainEqual(['a.b', 'c-d']);
    expect(splits).toContainEqual(['a', 'b', 'c', 'd']);
  });
});
