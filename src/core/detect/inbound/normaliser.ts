import { STAND_INS } from './stand-ins.ts';

/** Bytes without which nothing needs to be rewritten; looked for natively, at several GB/s. */
const MARKER_BYTES = [0x00, 0x26, 0xc2, 0xe2, 0xef, 0xf3, 0x0e, 0x0f, 0x11, 0x12, 0x13] as const;

const ZERO_WIDTH =
  // U+00AD; U+200B–200F, U+202A–202E; U+2060–2064; U+FEFF: all invisible, all in UTF-8.
  '\\xC2\\xAD|\\xE2\\x80[\\x8B-\\x8F\\xAA-\\xAE]|\\xE2\\x81[\\xA0-\\xA4]|\\xEF\\xBB\\xBF';
const NO_BREAK_SPACE = '\\xC2\\xA0';
const TAG = '\\xF3\\xA0[\\x80\\x81][\\x80-\\xBF]';
const ESCAPE = '\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}';
const ENTITY =
  '&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|(?:lt|gt|quot|apos|nbsp|Tab|NewLine|colon|period|shy|zwj|zwnj|ZeroWidthSpace|NoBreak);)';

/** One token that is rewritten. What matches none of these stays as it is. */
const TOKEN = new RegExp(
  `((?:${TAG})+)|(${ESCAPE})|(${ENTITY})|(${NO_BREAK_SPACE})|${ZERO_WIDTH}|[\\x00\\x0e\\x0f\\x11-\\x13]+`,
  'g',
);

/** A token that may go on in the next chunk. */
const UNFINISHED = new RegExp(
  '(?:\\\\(?:u[0-9a-fA-F]{0,3}|u[dD][89abAB][0-9a-fA-F]{2}(?:\\\\(?:u[0-9a-fA-F]{0,3})?)?)?' +
    '|&(?:#[0-9]{0,7}|#[xX][0-9a-fA-F]{0,6}|[a-zA-Z]{0,16})|\\xC2|\\xE2[\\x80\\x81]?|\\xEF\\xBB?|\\xF3(?:\\xA0[\\x80\\x81]?)?)$',
);
const LONGEST_TOKEN = 18;

/** Entities that stand for characters which matter here (HTML, 13.5); the others stay as they are. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', STAND_INS.less],
  ['gt', STAND_INS.greater],
  ['quot', STAND_INS.quote],
  ['apos', "'"],
  ['nbsp', ' '],
  ['Tab', '\t'],
  ['NewLine', '\n'],
  ['colon', ':'],
  ['period', '.'],
  ['shy', ''],
  ['zwj', ''],
  ['zwnj', ''],
  ['ZeroWidthSpace', ''],
  ['NoBreak', ''],
]);

/**
 * Text as a reader takes it, chunk by chunk: `\u` escapes and entities decoded, zero-width characters and zero bytes
 * taken out, Unicode tag characters (U+E0020–E007E) spelled as the ASCII that they carry. Latin-1 strings, a character
 * for each byte of UTF-8. Where the chunks are cut changes nothing of the whole.
 */
export class Normaliser {
  #rest = '';
  #inTag = false;

  push(chunk: Buffer): string {
    // A view of the bytes as text; no copy of the characters beyond that.
    const text = this.#rest + chunk.toString('latin1');
    if (this.#rest === '' && !this.#inTag && !needsWork(chunk)) return text;
    const unfinished = UNFINISHED.exec(text.slice(-LONGEST_TOKEN));
    const whole = unfinished === null ? text.length : text.length - unfinished[0].length;
    this.#rest = text.slice(whole);
    return this.#rewrite(text.slice(0, whole));
  }

  /** What was kept back, as it is. */
  end(): string {
    const rest = this.#rest;
    this.#rest = '';
    return this.#rewrite(rest);
  }

  #rewrite(text: string): string {
    if (text === '') return '';
    let out = '';
    let from = 0;
    for (const match of text.matchAll(TOKEN)) {
      const [token, tags, unicode, entity, space] = match;
      const plain = text.slice(from, match.index);
      from = match.index + token.length;
      if (plain !== '') out += this.#leaveTag() + plain;
      if (tags !== undefined) out += this.#enterTag() + spelled(tags);
      else if (unicode !== undefined) out += this.#escaped(unicode);
      else if (entity !== undefined) out += this.#entity(entity);
      else if (space !== undefined) out += `${this.#leaveTag()} `;
    }
    const plain = text.slice(from);
    return plain === '' ? out : out + this.#leaveTag() + plain;
  }

  #escaped(token: string): string {
    const code = Number.parseInt(token.slice(2, 6), 16);
    if (token.length === 6) return this.#leaveTag() + escapedText(code);
    const point = 0x10000 + ((code & 0x3ff) << 10) + (Number.parseInt(token.slice(8), 16) & 0x3ff);
    const ascii = tagAscii(point);
    return ascii === null ? this.#leaveTag() + characterText(point) : this.#enterTag() + ascii;
  }

  #entity(entity: string): string {
    const point = pointOf(entity);
    const ascii = point === null ? null : tagAscii(point);
    if (ascii !== null) return this.#enterTag() + ascii;
    return this.#leaveTag() + (point === null ? namedText(entity) : entityText(point));
  }

  #enterTag(): string {
    if (this.#inTag) return '';
    this.#inTag = true;
    return STAND_INS.tagStart;
  }

  #leaveTag(): string {
    if (!this.#inTag) return '';
    this.#inTag = false;
    return STAND_INS.tagEnd;
  }
}

function needsWork(chunk: Buffer): boolean {
  return (
    chunk[chunk.length - 1] === 0x5c ||
    chunk.includes('\\u') ||
    MARKER_BYTES.some((byte) => chunk.includes(byte))
  );
}

/** Tag characters in UTF-8, four bytes each. */
function spelled(tags: string): string {
  let text = '';
  for (let i = 0; i < tags.length; i += 4) {
    const point = 0xe0000 | ((tags.charCodeAt(i + 2) & 0x3f) << 6) | (tags.charCodeAt(i + 3) & 0x3f);
    text += tagAscii(point) ?? '';
  }
  return text;
}

function tagAscii(point: number): string | null {
  if (point < 0xe0000 || point > 0xe007f) return null;
  const ascii = point & 0x7f;
  return ascii >= 0x20 && ascii < 0x7f ? String.fromCharCode(ascii) : '';
}

/** A quote that came as an escape does not end the string that it stands in. */
function escapedText(code: number): string {
  if (code === 0x22) return '\\"';
  if (code === 0x5c) return '\\\\';
  if (code === 0x0a) return '\\n';
  return characterText(code);
}

const INVISIBLE = /^[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]$/;

function characterText(point: number): string {
  if (
    point > 0x10ffff ||
    (point >= 0xd800 && point < 0xe000) ||
    (point < 0x20 && point !== 9 && point !== 10)
  ) {
    return ' ';
  }
  const character = String.fromCodePoint(point);
  if (INVISIBLE.test(character)) return '';
  if (point === 0xa0) return ' ';
  return point < 0x80 ? character : Buffer.from(character, 'utf8').toString('latin1');
}

function namedText(entity: string): string {
  return NAMED.get(entity.replace(/^&|;$/g, '')) ?? entity;
}

/** The code point of a numeric entity. */
function pointOf(entity: string): number | null {
  const digits = /^&#(?:([0-9]+)|[xX]([0-9a-fA-F]+))/.exec(entity);
  if (digits === null) return null;
  return digits[1] === undefined ? Number.parseInt(digits[2] ?? '', 16) : Number.parseInt(digits[1], 10);
}

function entityText(point: number): string {
  if (point === 0x3c) return STAND_INS.less;
  if (point === 0x3e) return STAND_INS.greater;
  if (point === 0x22) return STAND_INS.quote;
  return characterText(point);
}
