import { isAlnum } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';
import { TABLE_DATE } from './rows.ts';

/** Lengths by country, from the IBAN registry (SWIFT, ISO 13616). */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};
const LONGEST_WRITTEN = 42;

/** ISO 7064 mod 97-10: the first four characters moved behind, letters as 10 to 35; the remainder is one. */
export function passesMod97(text: string): boolean {
  const moved = text.slice(4) + text.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    if (Number.isNaN(value)) return false;
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return text.length > 4 && remainder === 1;
}

/** The number with or without a blank after every fourth character. */
function find(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const { bytes } = runs;
  if (isAlnum(bytes[at - 1])) return [];
  const length = LENGTHS[anchor.slice(0, 2)];
  if (length === undefined) return [];
  const written = bytes.toString('latin1', at, at + LONGEST_WRITTEN);
  const grouped = /^[A-Z]{2}\d{2}(?: [A-Z0-9]{4})+(?: [A-Z0-9]{1,4})?/.exec(written)?.[0];
  const plain = /^[A-Z]{2}\d{2}[A-Z0-9]+/.exec(written)?.[0];
  for (const text of [grouped, plain]) {
    const cut = text === undefined ? null : cutTo(text, length);
    if (cut !== null && !isAlnum(bytes[at + cut.length]) && passesMod97(cut.replaceAll(' ', ''))) {
      return [{ start: at, end: at + cut.length, checksum: 'valid' }];
    }
  }
  return [];
}

/** So much of the text that it holds `length` characters without the blanks. */
function cutTo(text: string, length: number): string | null {
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== ' ') seen++;
    if (seen === length) return text.slice(0, i + 1);
  }
  return null;
}

export const IBAN: CustomFormat = {
  shape: 'custom',
  id: 'iban',
  kind: 'bank account number (IBAN)',
  vendor: null,
  family: 'payment',
  anchors: Object.keys(LENGTHS).flatMap((country) =>
    Array.from('0123456789', (digit) => `${country}${digit}`),
  ),
  confidence: 'high',
  source: 'https://www.swift.com/standards/data-standards/iban-international-bank-account-number',
  checked: TABLE_DATE,
  find,
};
