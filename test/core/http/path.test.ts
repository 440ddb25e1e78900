import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisePath, splitPath } from '../../../src/core/http/path.ts';

describe('splitPath', () => {
  it('cuts at the first question mark', () => {
    expect(splitPath('/a?b?c')).toEqual({ pathname: '/a', query: 'b?c' });
    expect(splitPath('/a')).toEqual({ pathname: '/a', query: null });
    expect(splitPath('/?')).toEqual({ pathname: '/', query: '' });
  });
});

describe('normalisePath', () => {
  it.each([
    ['/', '/'],
    ['/v1/files', '/v1/files'],
    ['/%41%2d%7E', '/A-~'],
    ['/a%20b%c3%a9', '/a%20b%C3%A9'],
    ['//a//', '//a//'],
    ['/a/.../b', '/a/.../b'],
    ['/.well-known/x', '/.well-known/x'],
    ['/a;v=1/b', '/a;v=1/b'],
    ['/100%25', '/100%25'],
  ])('I2: reads %s as %s', (path, normal) => {
    expect(normalisePath(path)).toBe(normal);
  });

  it.each([
    ['no slash', ''],
    ['no slash', 'a'],
    ['dot segment', '/a/../b'],
    ['dot segment', '/a/..'],
    ['dot segment', '/./a'],
    ['dot segment, encoded', '/a/%2e%2e/b'],
    ['dot segment, half encoded', '/a/.%2E/b'],
    ['dot segment, encoded twice', '/a/%252e%252e/b'],
    ['dot segment, encoded five times', '/a/%252525252e/b'],
    ['dot segment with parameters', '/public/..;x=1/admin'],
    ['dot segment with encoded parameters', '/public/..%3bx/admin'],
    ['slash', '/a%2fb'],
    ['slash', '/a%2Fb'],
    ['slash, encoded twice', '/a%252fb'],
    ['backslash', '/a\\b'],
    ['backslash', '/a%5cb'],
    ['NUL', '/a%00'],
    ['line break', '/a%0d%0ab'],
    ['DEL', '/a%7f'],
    ['broken escape', '/a%'],
    ['broken escape', '/a%2'],
    ['broken escape', '/%zz'],
    ['IIS escape', '/%u002e%u002e/'],
    ['overlong UTF-8', '/%c0%ae%c0%ae/'],
    ['overlong UTF-8', '/%c1%9c'],
    ['overlong UTF-8', '/%e0%80%ae'],
    ['overlong UTF-8', '/%f0%80%80%ae'],
    ['query', '/a?b'],
    ['fragment', '/a#b'],
    ['space', '/a b'],
    ['beyond ASCII', '/é'],
  ])('I2 I3: has no normal form for a %s: %s', (_what, path) => {
    expect(normalisePath(path)).toBeNull();
  });

  it('I2: is idempotent, and a URL parser sees the same segments', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      '.',
      '..',
      '/',
      '//',
      '%2e',
      '%2f',
      '%41',
      '%25',
      '%5C',
      ';',
      '~',
      '%',
      '*',
    );
    const path = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);
    fc.assert(
      fc.property(path, (text) => {
        const normal = normalisePath(text);
        if (normal === null) return;
        expect(normalisePath(normal)).toBe(normal);
        expect(new URL(`http://h${normal}`).pathname).toBe(normal);
        expect(decoded(normal)).toBe(decoded(text));
      }),
      { numRuns: 3000 },
    );
  });
});

/** As Latin-1, so that any escape decodes. */
function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
