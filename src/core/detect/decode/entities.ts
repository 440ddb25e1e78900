import { hexValue } from '../engine/byte-class.ts';
import type { Work } from '../engine/work.ts';
import { type EscapeKind, unescapeAround } from './escapes.ts';
import type { View } from './view.ts';

const AMPERSAND = 0x26;
const HASH = 0x23;
const SEMICOLON = 0x3b;
const LARGEST_CODE_POINT = 0x10ffff;
/** `&#`, digits with leading zeros, `;`. */
const LONGEST = 16;

/** Named character references (HTML, section 13.5) of ASCII characters. */
const NAMED: ReadonlyMap<string, number> = new Map([
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    excl: '!',
    num: '#',
    dollar: '$',
    percnt: '%',
    lpar: '(',
    rpar: ')',
    ast: '*',
    plus: '+',
    comma: ',',
    period: '.',
    sol: '/',
    colon: ':',
    semi: ';',
    equals: '=',
    quest: '?',
    commat: '@',
    lsqb: '[',
    bsol: '\\',
    rsqb: ']',
    Hat: '^',
    lowbar: '_',
    grave: '`',
    lcub: '{',
    verbar: '|',
    rcub: '}',
    hyphen: '-',
    dash: '-',
  }).map(([name, character]) => [name, character.charCodeAt(0)] as const),
]);

/** HTML's character references: `&#65;`, `&#x41;`, `&lowbar;`. */
const entity: EscapeKind = {
  step: 'html',
  mark: AMPERSAND,
  finder: (bytes) => (from) => {
    let at = bytes.indexOf(AMPERSAND, from);
    while (at >= 0 && readEntity(bytes, at) === null) at = bytes.indexOf(AMPERSAND, at + 1);
    return at;
  },
  read: readEntity,
};

function readEntity(
  bytes: Buffer,
  at: number,
): { readonly length: number; readonly value: readonly number[] } | null {
  if (bytes[at + 1] === HASH) return readNumber(bytes, at);
  const first = bytes[at + 1] ?? 0;
  if (first < 0x41) return null;
  for (let end = at + 3; end < at + 9; end++) {
    if (bytes[end] !== SEMICOLON) continue;
    const value = NAMED.get(bytes.toString('latin1', at + 1, end));
    return value === undefined ? null : { length: end + 1 - at, value: [value] };
  }
  return null;
}

function readNumber(
  bytes: Buffer,
  at: number,
): { readonly length: number; readonly value: readonly number[] } | null {
  const isHex = ((bytes[at + 2] ?? 0) | 0x20) === 0x78;
  const start = at + (isHex ? 3 : 2);
  let end = start;
  let point = 0;
  for (; end < at + LONGEST; end++) {
    const digit = hexValue(bytes[end]);
    if (digit < 0 || (!isHex && digit > 9)) break;
    point = point * (isHex ? 16 : 10) + digit;
  }
  if (end === start || point > LARGEST_CODE_POINT) return null;
  // Browsers read a reference without its semicolon too.
  const length = end - at + (bytes[end] === SEMICOLON ? 1 : 0);
  return { length, value: point < 0x80 ? [point] : [...Buffer.from(String.fromCodePoint(point), 'utf8')] };
}

export function entityViews(view: View, margin: number, work: Work): readonly View[] {
  return unescapeAround(view, entity, margin, work);
}
