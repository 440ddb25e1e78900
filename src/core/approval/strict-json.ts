import { decodeUtf8 } from './utf8.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** Has no prototype: `__proto__` is a key like any other. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export type StrictJson =
  | { readonly kind: 'value'; readonly value: JsonValue }
  /** A proper beginning of a text that would be read: maybe still being written. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid' };

/** Nothing in a queue nests deeper than a few levels. */
const MAX_DEPTH = 32;

/**
 * Reads one JSON text (RFC 8259) as nobody can read it differently: valid UTF-8, no byte order mark, no duplicate key
 * (compared after escapes are resolved), nothing after the value but white space, at most 32 levels.
 */
export function readStrictJson(bytes: Buffer): StrictJson {
  const decoded = decodeUtf8(bytes);
  if (decoded === null) return { kind: 'invalid' };
  const reader = new Reader(decoded.text, decoded.cutCharacter);
  try {
    return { kind: 'value', value: reader.document() };
  } catch (stop) {
    if (stop instanceof Stop) return { kind: stop.kind };
    throw stop;
  }
}

/** Ends the reading; carries no text. */
class Stop extends Error {
  readonly kind: 'incomplete' | 'invalid';

  constructor(kind: 'incomplete' | 'invalid') {
    super(kind);
    this.kind = kind;
  }
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

class Reader {
  readonly #text: string;
  readonly #cutCharacter: boolean;
  #at = 0;

  constructor(text: string, cutCharacter: boolean) {
    this.#text = text;
    this.#cutCharacter = cutCharacter;
  }

  document(): JsonValue {
    this.#space();
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length || this.#cutCharacter) throw new Stop('invalid');
    return value;
  }

  #value(depth: number): JsonValue {
    const first = this.#peek();
    if (first === '"') return this.#string();
    if (first === '{' || first === '[') {
      if (depth >= MAX_DEPTH) throw new Stop('invalid');
      return first === '{' ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    if (first === 't') return this.#word('true', true);
    if (first === 'f') return this.#word('false', false);
    if (first === 'n') return this.#word('null', null);
    return this.#number();
  }

  #object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = Object.create(null);
    this.#at++;
    this.#space();
    if (this.#takes('}')) return object;
    for (;;) {
      if (this.#peek() !== '"') throw new Stop('invalid');
      const key = this.#string();
      if (Object.hasOwn(object, key)) throw new Stop('invalid');
      this.#space();
      if (!this.#takes(':')) throw new Stop('invalid');
      this.#space();
      object[key] = this.#value(depth);
      this.#space();
      if (this.#takes('}')) return object;
      if (!this.#takes(',')) throw new Stop('invalid');
      this.#space();
    }
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.#at++;
    this.#space();
    if (this.#takes(']')) return array;
    for (;;) {
      array.push(this.#value(depth));
      this.#space();
      if (this.#takes(']')) return array;
      if (!this.#takes(',')) throw new Stop('invalid');
      this.#space();
    }
  }

  #string(): string {
    this.#at++;
    let value = '';
    for (;;) {
      // A character cut by the end of the bytes can only ever be part of a string.
      if (this.#at >= this.#text.length) throw new Stop('incomplete');
      const character = this.#text.charAt(this.#at++);
      if (character === '"') return value;
      if (character < ' ') throw new Stop('invalid');
      value += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const letter = this.#peek();
    this.#at++;
    if (letter !== 'u') {
      const character = SIMPLE_ESCAPES.get(letter);
      if (character === undefined) throw new Stop('invalid');
      return character;
    }
    let unit = 0;
    for (let digit = 0; digit < 4; digit++) {
      const hex = this.#peek();
      if (!/^[0-9A-Fa-f]$/.test(hex)) throw new Stop('invalid');
      unit = unit * 16 + Number.parseInt(hex, 16);
      this.#at++;
    }
    return String.fromCharCode(unit);
  }

  #word<T>(word: string, value: T): T {
    for (const letter of word) if (!this.#takes(letter)) throw new Stop('invalid');
    return value;
  }

  #number(): number {
    const start = this.#at;
    if (this.#peek() === '-') this.#at++;
    if (this.#peek() === '0') this.#at++;
    else this.#digits();
    if (this.#text[this.#at] === '.') {
      this.#at++;
      this.#digits();
    }
    const exponent = this.#text[this.#at];
    if (exponent === 'e' || exponent === 'E') {
      this.#at++;
      const sign = this.#peek();
      if (sign === '+' || sign === '-') this.#at++;
      this.#digits();
    }
    return Number(this.#text.slice(start, this.#at));
  }

  #digits(): void {
    if (!isDigit(this.#peek())) throw new Stop('invalid');
    while (isDigit(this.#text[this.#at])) this.#at++;
  }

  #space(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return;
      this.#at++;
    }
  }

  #takes(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  /** The next character; at the end something is missing, unless what is cut there could not stand here at all. */
  #peek(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new Stop(this.#cutCharacter ? 'invalid' : 'incomplete');
    return character;
  }
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}
