import { describe, expect, it } from 'vitest';
import { IBAN, passesMod97 } from '../../../../src/core/detect/formats/iban.ts';
import { passesLuhn } from '../../../../src/core/detect/formats/luhn.ts';
import { issuerOf, PAYMENT_CARDS } from '../../../../src/core/detect/formats/payment-cards.ts';
import { Scanner } from '../../../../src/core/detect/scanner.ts';
import { describeFormats, kindsIn, scan } from './suite.ts';

/** Digits with the check digit that Luhn wants. */
function card(head: string, length: number, random: () => number): string {
  const body =
    head + Array.from({ length: length - head.length - 1 }, () => Math.floor(random() * 10)).join('');
  const digit = Array.from('0123456789').find((one) => passesLuhn(body + one)) ?? '';
  return body + digit;
}

describeFormats('payment data', [PAYMENT_CARDS, IBAN], {
  'payment-card-number': (random) =>
    card(['4', '51', '2221', '62', '65'][Math.floor(random() * 5)] ?? '4', 16, random),
  iban: (random) => {
    const account = String(Math.floor(random() * 1e10)).padStart(10, '0');
    const check = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0')).find((two) =>
      passesMod97(`DE${two}37040044${account}`),
    );
    return `DE${check}37040044${account}`;
  },
});

describe('Luhn', () => {
  it('finds every changed digit and takes none for a number', () => {
    const number = '4111111111111111';
    expect(passesLuhn(number)).toBe(true);
    for (let i = 0; i < number.length; i++) {
      const digit = (Number(number[i]) + 1) % 10;
      expect(passesLuhn(`${number.slice(0, i)}${digit}${number.slice(i + 1)}`)).toBe(false);
    }
    for (const text of ['', '4a', '41111111 1']) expect(passesLuhn(text)).toBe(false);
  });
});

describe('IBAN', () => {
  it('the examples of the registry pass, changed ones do not', () => {
    for (const iban of [
      'GB29NWBK60161331926819',
      'DE89370400440532013000',
      'FR1420041010050500013M02606',
      'NO9386011117947',
    ]) {
      expect(passesMod97(iban), iban).toBe(true);
      expect(passesMod97(`${iban.slice(0, -1)}${iban.endsWith('0') ? '1' : '0'}`), iban).toBe(false);
    }
  });

  it('S2: is found written together and in groups of four', () => {
    for (const text of [
      'DE89370400440532013000',
      'DE89 3704 0044 0532 0130 00',
      'GB29 NWBK 6016 1331 9268 19',
    ]) {
      expect(scan(`pay to ${text} now`)).toMatchObject([{ matched: Buffer.from(text), checksum: 'valid' }]);
    }
    for (const text of ['DE88370400440532013000', 'XDE89370400440532013000', 'DE8937040044053201300']) {
      expect(kindsIn(text), text).toEqual([]);
    }
  });
});

describe('card numbers', () => {
  it('S2: are found alone and grouped, with any one joint', () => {
    for (const text of [
      '4242424242424242',
      '4242 4242 4242 4242',
      '3782-822463-10005',
      '5555-5555-5555-4444',
    ]) {
      expect(scan(`card: ${text}.`)).toMatchObject([{ matched: Buffer.from(text), checksum: 'valid' }]);
    }
  });

  it('X15: other numbers are none', () => {
    for (const text of [
      '4242424242424241',
      '42424242424242424242424',
      '0.4242424242424242',
      'id-4242424242424242',
      '4242424242424242.5',
      '4444444444444448'.replace('8', '4'),
      '1732274905000',
      '4242 4242-4242 4242',
    ]) {
      expect(kindsIn(text), text).toEqual([]);
    }
    expect(issuerOf('9999999999999995')).toBeNull();
  });

  it('S2: the family is off unless it is named', () => {
    const scanner = new Scanner({ families: ['credentials', 'keys'], secrets: [], decodedBytes: 0 });
    expect(scanner.scanBytes(Buffer.from('4242424242424242 DE89370400440532013000'))).toEqual([]);
  });
});
