import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless, masked, unionOf, WITHHELD, windowAround } from '../../../src/core/detect/redact.ts';
import { MASK } from '../../../src/core/detect/redacted-text.ts';
import type { CanonicalRequest } from '../../../src/core/http/request.ts';
import {
  ALNUM,
  BOTH,
  ENCODERS,
  isFieldText,
  NOTHING_SAFE,
  randomFrom,
  randomText,
  requestOf,
  scannerFor,
  secretOf,
} from './support.ts';

/** Six characters of the value or of its common encodings that stand in the text; none in a safe one. */
function leakIn(text: string, value: string): string | null {
  const bytes = Buffer.from(value);
  const forms = [
    value,
    value.toLowerCase(),
    [...value].reverse().join(''),
    bytes.toString('hex'),
    ...[0, 1, 2].map((offset) =>
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .slice(offset === 0 ? 0 : 4)
        .replace(/.{1,4}$/, ''),
    ),
  ];
  for (const form of forms) {
    for (let at = 0; at + 6 <= form.length; at++) {
      if (text.includes(form.slice(at, at + 6))) return form.slice(at, at + 6);
    }
  }
  return null;
}

const VALUE = fc
  .integer({ min: 0, max: 2 ** 31 })
  .map((seed) => randomText(randomFrom(seed), 16 + (seed % 40), `${ALNUM}_`));
const FILLER = fc.string({ unit: fc.constantFrom(...' abcxyz.,:;/&=?"{}[]\n%é日'), maxLength: 90 });

describe('redaction', () => {
  it('R1 R3 I4: no six characters of a known secret are left by redact(), wherever it stands', () => {
    fc.assert(
      fc.property(
        VALUE,
        FILLER,
        FILLER,
        fc.constantFrom('', 'base64', 'hex', 'HEX', 'percent', 'partial', 'json', 'reversed', 'base64url'),
        (value, before, after, encoder) => {
          const encoded = ENCODERS[encoder]?.(Buffer.from(value)).toString('latin1') ?? value;
          const text = scannerFor(secretOf(value)).redact(`${before}${encoded}${after}`);
          expect(leakIn(text, value)).toBeNull();
          expect(text).toContain(MASK);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('R1 R2: no six characters of any secret of a request are left in the context of each finding', () => {
    const surfaces: readonly ((text: string, other: string) => CanonicalRequest)[] = [
      (text, other) => requestOf({ body: `hello ${text} and ${other}, bye` }),
      (text, other) => requestOf({ body: `{"a":"${text}${other}"}` }),
      (text, other) => requestOf({ path: `/v1/${text}/${other}?q=${text}` }),
      (text, other) => requestOf({ headers: [{ name: 'X-A', value: `${other},${text}` }] }),
      (text, other) => requestOf({ headers: [{ name: 'Cookie', value: `a=${text}; b=${other}` }] }),
      (text, other) => requestOf({ authority: `${text}.example.com`, path: `/${other}` }),
    ];
    fc.assert(
      fc.property(
        VALUE,
        VALUE,
        fc.constantFrom('', 'base64', 'hex', 'percent', 'partial', 'reversed'),
        fc.constantFrom(...surfaces),
        (value, other, encoder, build) => {
          const scanner = scannerFor(secretOf(value, 'A'), secretOf(other, 'B'));
          const encoded = ENCODERS[encoder]?.(Buffer.from(value)) ?? Buffer.from(value);
          if (!isFieldText(encoded)) return;
          const request = build(encoded.toString('latin1'), other);
          const { findings } = scanner.scan(request, BOTH, NOTHING_SAFE);
          expect(findings.length).toBeGreaterThan(0);
          for (const finding of findings) {
            const context = scanner.contextOf(request, finding);
            expect(leakIn(context, value)).toBeNull();
            expect(leakIn(context, other)).toBeNull();
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('R1: a secret split over path segments or labels is masked in the text of the path', () => {
    const scanner = scannerFor(secretOf('Zk3vWq8TnL5yRb2XdC7m'));
    for (const text of [
      '/a/Zk3vWq8TnL/5yRb2XdC7m/z',
      'Zk3vWq8TnL.5yRb2XdC7m.example.com',
      '?a=Zk3vWq8TnL&b=5yRb2XdC7m',
    ]) {
      expect(leakIn(scanner.redact(text), 'Zk3vWq8TnL5yRb2XdC7m')).toBeNull();
    }
  });

  it('R4 R5: the mask is fixed, and a secret that holds the mask or a field name breaks nothing', () => {
    const scanner = scannerFor(
      secretOf('host'),
      secretOf('ab********cdef', 'B'),
      secretOf('********', 'C'),
      secretOf('************', 'D'),
    );
    expect(scanner.redact('my host is ab********cdef.')).not.toMatch(/ab\*|\*cdef/);
    expect(typeof scanner.redact('host ******** host')).toBe('string');
    expect(scannerFor(secretOf('A1b2C3d4E5f6')).redact('x A1b2C3d4E5f6 y')).toBe(`x ${MASK} y`);
    expect(
      scannerFor(secretOf('A1b2C3d4E5f6A1b2C3d4E5f6A1b2C3d4E5f6')).redact(
        'x A1b2C3d4E5f6A1b2C3d4E5f6A1b2C3d4E5f6 y',
      ),
    ).toBe(`x ${MASK} y`);
  });

  it('R1: a value that overlaps itself is masked to its last character', () => {
    const scanner = scannerFor(secretOf('abcdefgabcdefgabcdefg'));
    expect(scanner.redact('<abcdefgabcdefgabcdefgabcdefgabcdefg>')).toBe(`<${MASK}>`);
  });

  it('R2: spans that overlap are masked as one', () => {
    expect(
      unionOf([
        { start: 5, end: 9 },
        { start: 0, end: 2 },
        { start: 8, end: 12 },
        { start: 12, end: 13 },
      ]),
    ).toEqual([
      { start: 0, end: 2 },
      { start: 5, end: 13 },
    ]);
    expect(
      masked(Buffer.from('0123456789'), [
        { start: 2, end: 5 },
        { start: 4, end: 7 },
      ]),
    ).toBe(`01${MASK}789`);
  });

  it('R3: the window counts about forty characters to each side and masks first', () => {
    const text = Buffer.from(`${'a'.repeat(100)}SECRET${'b'.repeat(10)}OTHER${'c'.repeat(100)}`);
    const spans = [
      { start: 100, end: 106 },
      { start: 116, end: 121 },
    ];
    const context = windowAround(text, spans, { start: 100, end: 106 });
    expect(context).toBe(`${'a'.repeat(40)}${MASK}${'b'.repeat(10)}${MASK}${'c'.repeat(22)}`);
  });

  it('R10: binary surroundings are withheld', () => {
    const text = Buffer.concat([Buffer.alloc(50, 1), Buffer.from('SECRET'), Buffer.alloc(50, 0xff)]);
    expect(windowAround(text, [{ start: 50, end: 56 }], { start: 50, end: 56 })).toBe(WITHHELD);
  });

  it('U1 U2: controls, escapes, bidi and zero-width characters become harmless', () => {
    const shown = harmless('a\u001b[31mb\r\nc\u202ed\u200be\u0085f\u2028g');
    expect(shown).toMatch(/^[\x20-\x7e\uFFFD]+$/);
    expect(shown).toContain('b c');
  });
});
