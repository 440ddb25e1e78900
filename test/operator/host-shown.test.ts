import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostShown } from '../../src/operator/host-shown.ts';

describe('a host as people read it', () => {
  const cases: ReadonlyArray<readonly [host: string, text: string, mark: string | null]> = [
    ['api.example.com', 'api.example.com', null],
    ['10.0.0.1', '10.0.0.1', null],
    ['::1', '::1', null],
    ['аpple.com', 'xn--pple-43d.com', 'MIXED SCRIPTS: Cyrillic and Latin'],
    ['xn--pple-43d.com', 'xn--pple-43d.com', 'MIXED SCRIPTS: Cyrillic and Latin'],
    ['аррӏе.com', 'xn--80ak6aa92e.com', 'international name: Cyrillic'],
    ['日本のabc.jp', 'xn--abc-kc4b805ycvb.jp', 'international name: Han, Hiragana'],
    ['bücher.example', 'xn--bcher-kva.example', 'international name'],
    ['exam\u202eple.com', 'exam\\u{202e}ple.com', 'not a valid host name'],
  ];
  for (const [host, text, mark] of cases) {
    it(`U2: ${JSON.stringify(host)} is ${text}${mark === null ? '' : `, marked: ${mark}`}`, () => {
      expect(hostShown(host)).toEqual({ text, mark });
    });
  }

  it('U1 U2: is ASCII without controls, whatever a proposal says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (host) => {
        const { text, mark } = hostShown(host);
        expect(text).toMatch(/^[\x20-\x7e…]*$/);
        expect(mark ?? '').toMatch(/^[\x20-\x7e…]*$/);
      }),
    );
  });
});
