import { describe, expect, it } from 'vitest';
import { findCrlf } from '../../../src/core/detect/crlf.ts';
import { requestOf } from './support.ts';

const inPath = (path: string) => findCrlf(requestOf({ path }));

describe('findCrlf', () => {
  it.each([
    '/?q=1%0d%0aSet-Cookie:%20a=b',
    '/?q=1%0aSet-Cookie:a=b',
    '/?q=1%0dX-Y:%20z',
    '/?q=%250d%250aSet-Cookie:%20a=b',
    '/?q=%25250d%25250aSet-Cookie%3A%20a=b',
    '/?q=%E5%98%8A%E5%98%8DSet-Cookie:%20a=b',
    '/?q=%E2%80%A8Set-Cookie:%20a=b',
    '/?q=\u560a\u560dLocation:%20x',
    '/?q=1%0d%0a%0d%0a<html>',
    '/?q=1%0a%0ahello',
    '/?q=1%20HTTP/1.1%0d%0aHost:%20evil',
    '/?q=1%0d%0aGET%20/%20HTTP/1.1',
    '/a%0d%0aX-Injected:1/b',
    '/?q=1%0d%0aX-Y%20:%20z',
  ])('S4 X12: %s is a block', (path) => {
    expect(inPath(path)).toMatchObject({ surface: expect.stringMatching(/path|query/), location: null });
  });

  it.each([
    '/?text=line1%0Aline2',
    '/?text=line1%0D%0Aline2%0D%0Aline3',
    '/?text=one%0Atwo%0A&more=1',
    '/?text=see%0Ahttps://example.com/x',
    '/?text=Dear%20all%2C%0Awe%20met%20at%2010:30',
    '/?q=Set-Cookie:%20a=b',
    '/v1/files/a:b/c',
    '/?q=100%25%20sure',
  ])('S4: %s passes', (path) => {
    expect(inPath(path)).toBeNull();
  });

  it('S4 X12: headers are looked at by name and value, decoded too, and named', () => {
    const withHeader = (name: string, value: string) => findCrlf(requestOf({ headers: [{ name, value }] }));
    expect(withHeader('X-A', 'b\r\nSet-Cookie: x=y')).toEqual({ surface: 'header', location: 'X-A' });
    expect(withHeader('X-A', 'b\rc')).toEqual({ surface: 'header', location: 'X-A' });
    expect(withHeader('X-A', 'b%0d%0aSet-Cookie:%20x=y')).toEqual({ surface: 'header', location: 'X-A' });
    expect(withHeader('X-A', Buffer.from('b嘊嘍Set-Cookie: x').toString('latin1'))).toEqual({
      surface: 'header',
      location: 'X-A',
    });
    expect(withHeader('X-A\r\nX-B', 'c')).toEqual({ surface: 'header', location: null });
    expect(withHeader('Cookie', 'a=%0d%0aSet-Cookie:%20x=y')).toMatchObject({ surface: 'cookie' });
    expect(withHeader('X-A', 'Date: today')).toBeNull();
  });

  it('S4: the authority is looked at, the body never', () => {
    expect(findCrlf(requestOf({ authority: 'a.example%0d%0aX: y' }))).toEqual({
      surface: 'host',
      location: null,
    });
    expect(findCrlf(requestOf({ body: 'a\r\nSet-Cookie: b\r\n\r\n' }))).toBeNull();
  });

  it('X19: long input without end is judged in linear time', () => {
    for (const piece of ['%0a', '%0aa', '\u560a', '%25', '%0aHTTP']) inPath(`/?q=${piece.repeat(10_000)}`);
    expect(inPath(`/?q=${'%0aabc'.repeat(5_000)}`)).toBeNull();
  });
});
