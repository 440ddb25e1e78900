import { CLASSES, isAlnum } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';
import { passesLuhn } from './luhn.ts';
import { TABLE_DATE } from './rows.ts';

interface Issuer {
  readonly name: string;
  /** First and last number of the range, of equal length. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly lengths: readonly number[];
}

/** Ranges of issuer identification numbers as the networks publish them. */
const ISSUERS: readonly Issuer[] = [
  { name: 'Visa', ranges: [[4, 4]], lengths: [13, 16, 19] },
  {
    name: 'Mastercard',
    ranges: [
      [51, 55],
      [2221, 2720],
    ],
    lengths: [16],
  },
  {
    name: 'American Express',
    ranges: [
      [34, 34],
      [37, 37],
    ],
    lengths: [15],
  },
  {
    name: 'Discover',
    ranges: [
      [6011, 6011],
      [644, 649],
      [65, 65],
    ],
    lengths: [16, 19],
  },
  {
    name: 'Diners Club',
    ranges: [
      [300, 305],
      [36, 36],
      [38, 39],
    ],
    lengths: [14, 16, 19],
  },
  { name: 'JCB', ranges: [[3528, 3589]], lengths: [16, 19] },
  { name: 'UnionPay', ranges: [[62, 62]], lengths: [16, 17, 18, 19] },
  {
    name: 'Maestro',
    ranges: [
      [5018, 5018],
      [5020, 5020],
      [5038, 5038],
      [6304, 6304],
    ],
    lengths: [12, 13, 14, 15, 16, 17, 18, 19],
  },
];
const LONGEST_WRITTEN = 19 + 4;
const SHORTEST_GROUPED = 14;

export function issuerOf(digits: string): string | null {
  const issuer = ISSUERS.find(
    ({ ranges, lengths }) =>
      lengths.includes(digits.length) &&
      ranges.some(([first, last]) => {
        const head = Number(digits.slice(0, String(first).length));
        return head >= first && head <= last;
      }),
  );
  return issuer?.name ?? null;
}

/** Digits alone, or in groups of three to six joined by one kind of blank or dash; no digit or letter around. */
function find(runs: RunMemo, at: number): readonly FoundSpan[] {
  const { bytes } = runs;
  const before = bytes[at - 1];
  // A decimal place, a version or a longer number is no card.
  if (isAlnum(before) || before === 0x2e || before === 0x2d || before === 0x5f) return [];
  const written = bytes.toString('latin1', at, at + LONGEST_WRITTEN + 1);
  const text =
    /^\d{12,19}(?!\d)/.exec(written)?.[0] ??
    /^\d{4}([ -])\d{4,6}\1\d{4,5}(?:\1\d{1,4}){0,2}(?!\d)/.exec(written)?.[0];
  if (text === undefined) return [];
  const after = bytes[at + text.length];
  if (isAlnum(after) || after === 0x5f || isFraction(bytes, at + text.length)) return [];
  const digits = text.replace(/[ -]/g, '');
  if (text.length !== digits.length && digits.length < SHORTEST_GROUPED) return [];
  if (issuerOf(digits) === null || !passesLuhn(digits) || new Set(digits).size < 2) return [];
  return [{ start: at, end: at + text.length, checksum: 'valid', confidence: 'medium' }];
}

function isFraction(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x2e && CLASSES.digit[bytes[at + 1] ?? 0] === 1;
}

export const PAYMENT_CARDS: CustomFormat = {
  shape: 'custom',
  id: 'payment-card-number',
  kind: 'payment card number',
  vendor: null,
  family: 'payment',
  // The first three digits of every range.
  anchors: anchorsOf(ISSUERS),
  confidence: 'medium',
  source: 'https://www.iso.org/standard/70484.html',
  checked: TABLE_DATE,
  find,
};

function anchorsOf(issuers: readonly Issuer[]): readonly string[] {
  const heads = issuers.flatMap(({ ranges }) =>
    ranges.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, i) => String(first + i)).flatMap((head) =>
        head.length >= 3 ? [head.slice(0, 3)] : filled(head),
      ),
    ),
  );
  return [...new Set(heads)];
}

function filled(head: string): readonly string[] {
  return head.length >= 3 ? [head] : Array.from('0123456789', (digit) => head + digit).flatMap(filled);
}
