import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { closure } from '../../../../src/core/detect/decode/closure.ts';
import { compressedViews } from '../../../../src/core/detect/decode/compressed.ts';
import { disguisedTextViews } from '../../../../src/core/detect/decode/disguised-text.ts';
import { entityViews } from '../../../../src/core/detect/decode/entities.ts';
import { quotedPrintableViews } from '../../../../src/core/detect/decode/escapes.ts';
import { caseViews, separatedViews } from '../../../../src/core/detect/decode/field-readings.ts';
import { readingOf } from '../../../../src/core/detect/decode/look-alikes.ts';
import { numberListViews } from '../../../../src/core/detect/decode/number-lists.ts';
import { surfaceView, trace, type View } from '../../../../src/core/detect/decode/view.ts';
import { BudgetSpent, Work } from '../../../../src/core/detect/engine/work.ts';
import { randomFrom } from '../support.ts';

const VALUE = 'needle-Zk3vWq8TnL5yRb2XdC7m';
const work = () => new Work(1e9);
const viewOf = (bytes: Buffer | string): View => surfaceView(Buffer.from(bytes));
const texts = (views: readonly View[]): readonly string[] =>
  views.map(({ bytes }) => bytes.toString('latin1'));

/** What stands in the source where the value was found. */
function sourceOf(source: Buffer | string, views: readonly View[]): string {
  const view = views.find(({ bytes }) => bytes.includes(VALUE));
  if (view === undefined) return 'not found';
  const at = view.bytes.indexOf(VALUE);
  const { chain, start, end } = trace(view, at, at + VALUE.length);
  return `${chain.join('>')}: ${Buffer.from(source).toString('utf8', start, end)}`;
}

describe('compression without a label', () => {
  it('X7: gzip anywhere, zlib and deflate at the beginning', () => {
    const gzip = Buffer.concat([Buffer.from('--b\r\n\r\n'), gzipSync(VALUE), Buffer.from('\r\n--b--')]);
    expect(texts(compressedViews(viewOf(gzip), work()))).toEqual([VALUE]);
    expect(texts(compressedViews(viewOf(deflateSync(VALUE)), work()))).toEqual([VALUE]);
    const mixed = `${VALUE} ${'\u00ff\u0001xyz'.repeat(4)}`;
    expect(compressedViews(viewOf(deflateRawSync(mixed)), work())).toHaveLength(1);
    const part = Buffer.concat([Buffer.from('--b\r\nA: b\r\n\r\n'), deflateSync(VALUE)]);
    expect(texts(compressedViews(viewOf(part), work()))).toEqual([VALUE]);
  });

  it('X7: each of several members is opened once', () => {
    const members = Buffer.concat(Array.from({ length: 50 }, (_, i) => gzipSync(`${VALUE} ${i}`)));
    expect(compressedViews(viewOf(members), work())).toHaveLength(50);
  });

  it('I3 C16: what grows past the budget ends the inspection; text is not tried', () => {
    expect(() => compressedViews(viewOf(gzipSync(Buffer.alloc(50_000_000))), work())).toThrow(BudgetSpent);
    expect(compressedViews(viewOf('x'.repeat(100)), work())).toEqual([]);
    const random = randomFrom(5);
    const noise = Buffer.from(Array.from({ length: 100_000 }, () => Math.floor(random() * 256)));
    expect(compressedViews(viewOf(noise), work()).length).toBeLessThan(2);
  });
});

describe('other ways of writing', () => {
  it('X1: quoted-printable, with soft line breaks', () => {
    const text = 'x=6Eeedle-Zk3v=\r\nWq8TnL5=79Rb2XdC7m and a=10';
    expect(sourceOf(text, quotedPrintableViews(viewOf(text), 512, work()))).toBe(
      'quoted-printable: =6Eeedle-Zk3v=\r\nWq8TnL5=79Rb2XdC7m',
    );
    expect(quotedPrintableViews(viewOf('a=10&b=20 c = d'), 512, work())).toEqual([]);
  });

  it('X1: HTML’s references, with and without their semicolon', () => {
    const text = '<p>&#110;eedle&hyphen;&#x5A;k3v&#000087q8TnL5yRb2XdC7m</p>';
    expect(sourceOf(text, entityViews(viewOf(text), 512, work()))).toContain('html: &#110;eedle');
    expect(entityViews(viewOf('a && b &c=d &unknown; &#; &#x110000000;'), 512, work())).toEqual([]);
  });

  it('X1: lists of numbers', () => {
    const bytes = [...Buffer.from(VALUE)];
    const hex = (byte: number) => byte.toString(16).padStart(2, '0');
    for (const list of [
      bytes.map(hex).join(':'),
      bytes.map(hex).join(' '),
      bytes.map((byte) => `0x${hex(byte)}`).join(', '),
      `{"type":"Buffer","data":[${bytes.join(',')}]}`,
      `[\n${bytes.map((byte) => `    ${byte}`).join(',\n')}\n]`,
    ]) {
      for (const before of ['', 'of bytes: ', 'a, b, c: '.repeat(9)]) {
        expect(sourceOf(before + list, numberListViews(viewOf(before + list), work())), list).not.toBe(
          'not found',
        );
      }
    }
    expect(numberListViews(viewOf('1,2,3 and the 12:34:56 of it, at 10.0.0.1'), work())).toEqual([]);
  });

  it('X3: what is not seen is left out, what looks alike is read as such, and the place is known', () => {
    const text = `日本語 ${[...VALUE].join('\u200b')} 日本語`;
    expect(sourceOf(text, disguisedTextViews(viewOf(text), 512, work()))).toBe(
      `unicode: ${[...VALUE].join('\u200b')}`,
    );
    for (const plain of [
      'curly “quotes” and — dashes in ordinary text',
      'déjà vu, un été à la française',
      'ein Übermaß',
    ]) {
      expect(disguisedTextViews(viewOf(plain), 512, work())).toEqual([]);
    }
    expect(readingOf(0x435)).toEqual({ text: 'e', common: false });
    expect(readingOf(0x1d5d4)).toEqual({ text: 'A', common: false });
    expect(readingOf(0x65e5)).toBeNull();
  });

  it('X3: a host in both cases, a field without its separators', () => {
    expect(texts(caseViews(viewOf('aB.c'), work()))).toEqual(['AB.C', 'ab.c']);
    const views = separatedViews(viewOf('a-b-c d'), 5, work());
    expect(texts(views)).toEqual(['abc d']);
    expect(views.map(({ depth }) => depth)).toEqual([5]);
  });

  it('X1: base32 of either case, at any offset', () => {
    const encoded = 'NZSWKZDMMUWVU2ZTOZLXCOCUNZGDK6KSMIZFQZCDG5WQ';
    for (const text of [encoded, encoded.toLowerCase(), `AA${encoded}`]) {
      const views = [
        ...closure(Buffer.from(text), { depth: 3, shortestRun: 24, margin: 512, backwards: false }, work()),
      ];
      expect(sourceOf(text, views)).toContain('base32: ');
    }
  });
});
