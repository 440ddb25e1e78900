import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPath, normalisePattern } from '../../../src/core/http/path-pattern.ts';

describe('matchPath', () => {
  it.each([
    ['/a', '/a'],
    ['/a', '/%61'],
    ['/v1/*', '/v1/files'],
    ['/v1/*/content', '/v1/f-1/content'],
    ['/v1/file-*', '/v1/file-'],
    ['/v1/*.json', '/v1/a.json'],
    ['/v1/*-*-*', '/v1/a-b-c-d'],
    ['/v1/**', '/v1/'],
    ['/v1/**', '/v1/a/b'],
    ['/**/info', '/info'],
    ['/**/info', '/a/b/info'],
    ['/a/**/b', '/a/b'],
    ['/a/**/b', '/a/x/y/b'],
    ['/a/**/b', '/a/b/b'],
    ['/a**z', '/a/b/z'],
    ['/a%20b/*', '/a%20b/c'],
  ])('%s takes %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBe(true);
  });

  it.each([
    ['/a', '/a/'],
    ['/a', '/A'],
    ['/a', '/ab'],
    ['/v1/*', '/v1/a/b'],
    ['/v1/*', '/v1/'],
    ['/v1/*', '/v1'],
    ['/v1/*/b', '/v1//b'],
    ['/v1/**', '/v1'],
    ['/v1/**', '/v10/a'],
    ['/**/info', '/xinfo'],
    ['/a/**/b', '/axx/b'],
    ['/a/**/b', '/a/xb'],
    ['/v1/**', '/v2/v1/a'],
  ])('%s does not take %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBe(false);
  });

  it.each(['/v1/../admin', '/v1/%2e%2e/admin', '/v1/a%2fb', '/v1/..;/admin', '/v1/a%5cb', '/v1/%'])(
    'I2 I3: only a route for all paths takes %s',
    (path) => {
      expect(matchPath('/v1/**', path)).toBe(false);
      expect(matchPath('/**/*', path)).toBe(false);
      expect(matchPath('/**', path)).toBe(true);
    },
  );

  it('agrees with a regular expression on every pattern and path', () => {
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '*', '**'), { maxLength: 8 })
      .map((parts) => `/${parts.join('')}`)
      .filter((text) => !text.includes('***') && !text.includes('**/**'));
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 }).map((text) => `/${text}`);
    fc.assert(
      fc.property(pattern, path, (glob, text) => {
        expect(matchPath(glob, text), `${glob} against ${text}`).toBe(oracle(glob).test(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('I8: does not blow up on many wildcards and a long path', () => {
    const pattern = `/${'*a'.repeat(30)}/b`;
    expect(matchPath(pattern, `/${'a'.repeat(8_000)}/c`)).toBe(false);
  });
});

/** The same meaning in another formalism. */
function oracle(glob: string): RegExp {
  const source = glob
    .replace(/\/\*\*\//g, '\u0001')
    .replace(/\*\*/g, '\u0002')
    .replace(/(?<=[/\u0001])\*(?=[/\u0001]|$)/g, '[^/]+')
    .replace(/\*/g, '[^/]*')
    .replaceAll('\u0001', '/(?:.*/)?')
    .replaceAll('\u0002', '.*');
  return new RegExp(`^${source}$`, 's');
}

describe('normalisePattern', () => {
  it('normalises escapes as paths are', () => {
    expect(normalisePattern('/%61%2d/**')).toBe('/a-/**');
  });

  it.each(['', 'v1', 'v1/**', '/a/../b', '/a%2fb', '/a?b', '/a#b', '/***', '/a b', '/\\'])(
    'refuses %j',
    (text) => {
      expect(normalisePattern(text)).toBeNull();
    },
  );
});
