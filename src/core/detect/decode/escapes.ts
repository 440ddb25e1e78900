import { hexValue } from '../engine/byte-class.ts';
import type { Work } from '../engine/work.ts';
import { PieceMap } from './piece-map.ts';
import type { View } from './view.ts';

/** One kind of escape: where one may begin, and what one at a place stands for. */
export interface EscapeKind {
  readonly step: string;
  /** Gives the next place from `from` where an escape worth decoding may stand, or -1; asked in ascending order. */
  finder(bytes: Buffer): (from: number) => number;
  /** Length of the escape at `at` and its bytes; null: none stands there. */
  read(bytes: Buffer, at: number): { readonly length: number; readonly value: readonly number[] } | null;
  /** First byte of every escape of this kind. */
  readonly mark: number;
}

const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;

const percent: EscapeKind = {
  step: 'percent',
  mark: PERCENT,
  finder: (bytes) => (from) => {
    let at = bytes.indexOf(PERCENT, from);
    while (at >= 0 && (hexValue(bytes[at + 1]) < 0 || hexValue(bytes[at + 2]) < 0)) {
      at = bytes.indexOf(PERCENT, at + 1);
    }
    return at;
  },
  read(bytes, at) {
    const high = hexValue(bytes[at + 1]);
    const low = hexValue(bytes[at + 2]);
    return high < 0 || low < 0 ? null : { length: 3, value: [high * 16 + low] };
  },
};

/** Ascending search that remembers what it found: a text without the literal is gone through once and not per question. */
function searchFor(bytes: Buffer, literal: string): (from: number) => number {
  let last = -2;
  return (from) => {
    if (last === -1 || last >= from) return last;
    last = bytes.indexOf(literal, from, 'latin1');
    return last;
  };
}

/** RFC 8259 section 7. */
const SIMPLE = new Map<number, number>([
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x2f, 0x2f],
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);

const json: EscapeKind = {
  step: 'json',
  mark: BACKSLASH,
  /** Only `\u00..` and `\/` can hide part of a token; other escapes stand for what no token contains. */
  finder(bytes) {
    const nextUnicode = searchFor(bytes, '\\u00');
    const nextSlash = searchFor(bytes, '\\/');
    return (from) => {
      const unicode = nextUnicode(from);
      const slash = nextSlash(from);
      if (unicode < 0) return slash;
      return slash < 0 ? unicode : Math.min(unicode, slash);
    };
  },
  read(bytes, at) {
    const kind = bytes[at + 1];
    if (kind === undefined) return null;
    const simple = SIMPLE.get(kind);
    if (simple !== undefined) return { length: 2, value: [simple] };
    if (kind !== 0x75) return null;
    let unit = 0;
    for (let k = 2; k < 6; k++) {
      const digit = hexValue(bytes[at + k]);
      if (digit < 0) return null;
      unit = unit * 16 + digit;
    }
    return { length: 6, value: unit < 0x80 ? [unit] : [...Buffer.from(String.fromCharCode(unit), 'utf8')] };
  },
};

/** The same of text read backwards, where `\/` is the end of a comment before a line break, and hides nothing. */
const jsonBackwards: EscapeKind = { ...json, finder: (bytes) => searchFor(bytes, '\\u00') };

/** RFC 2045 section 6.7: `=41`, and a soft line break, which stands for nothing. */
const quotedPrintable: EscapeKind = {
  step: 'quoted-printable',
  mark: EQUALS,
  finder: (bytes) => (from) => {
    let at = bytes.indexOf(EQUALS, from);
    while (at >= 0 && !(softBreak(bytes, at) > 0 || isOneOfSeveral(bytes, at))) {
      at = bytes.indexOf(EQUALS, at + 1);
    }
    return at;
  },
  read(bytes, at) {
    const soft = softBreak(bytes, at);
    if (soft > 0) return { length: soft, value: [] };
    const value = hexPair(bytes, at + 1);
    return value < 0 ? null : { length: 3, value: [value] };
  },
};

/** Length of a soft line break at `at`; 0 where none stands there. */
function softBreak(bytes: Buffer, at: number): number {
  if (bytes[at + 1] === 0x0a) return 2;
  return bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a ? 3 : 0;
}

function hexPair(bytes: Buffer, at: number): number {
  const high = hexValue(bytes[at]);
  const low = hexValue(bytes[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Numbers such as `=10` stand behind equals signs everywhere; what hides a token stands for a visible character. */
function isTokenByte(value: number): boolean {
  return value > 0x20 && value < 0x7f;
}

/** Escapes so near one another are no values of `name=41` that follow one another. */
const FEWEST_ESCAPES = 3;
const NEAR = 96;

/** Do escapes of visible characters stand here and, twice, right behind? */
function isOneOfSeveral(bytes: Buffer, at: number): boolean {
  if (!isTokenByte(hexPair(bytes, at + 1))) return false;
  let count = 1;
  for (let next = at + 3; next < at + NEAR; next++) {
    if (bytes[next] !== EQUALS || !isTokenByte(hexPair(bytes, next + 1))) continue;
    count++;
    if (count === FEWEST_ESCAPES) return true;
    next += 2;
  }
  return false;
}

/** `\x41`, as in source text and in dumps. */
const backslashX: EscapeKind = {
  step: 'hex',
  mark: BACKSLASH,
  finder: (bytes) => searchFor(bytes, '\\x'),
  read(bytes, at) {
    const kind = bytes[at + 1];
    const value = kind === 0x78 || kind === 0x58 ? hexPair(bytes, at + 2) : -1;
    return value < 0 ? null : { length: 4, value: [value] };
  },
};

/** Decodes around the escapes of one kind, `margin` bytes to both sides; text without any costs one search. */
export function unescapeAround(view: View, kind: EscapeKind, margin: number, work: Work): readonly View[] {
  const { bytes } = view;
  const views: View[] = [];
  const next = kind.finder(bytes);
  let mark = next(0);
  work.spend(bytes.length >> 4);
  while (mark >= 0) {
    const start = Math.max(0, mark - margin);
    let end = mark + margin;
    let following = next(mark + 1);
    while (following >= 0 && following - margin <= end) {
      end = following + margin;
      following = next(following + 1);
    }
    views.push(decodeRange(view, kind, start, Math.min(bytes.length, end), work));
    mark = following;
  }
  return views;
}

function decodeRange(view: View, kind: EscapeKind, start: number, end: number, work: Work): View {
  work.spend((end - start) * 2);
  const { bytes } = view;
  const out = Buffer.allocUnsafe(end - start);
  const map = new PieceMap();
  let length = 0;
  let at = start;
  while (at < end) {
    const found = bytes[at] === kind.mark ? kind.read(bytes, at) : null;
    if (found === null) {
      let stop = bytes.indexOf(kind.mark, at + 1);
      if (stop < 0 || stop > end) stop = end;
      map.add(length, at, 1);
      length += bytes.copy(out, length, at, stop);
      at = stop;
      continue;
    }
    for (const byte of found.value) {
      map.add(length, at, found.length / found.value.length);
      out[length++] = byte;
    }
    at += found.length;
  }
  return {
    bytes: out.subarray(0, length),
    depth: view.depth + 1,
    origin: { parent: view, stepAt: () => kind.step, toParent: (from, to) => map.toSource(from, to) },
  };
}

export function percentViews(view: View, margin: number, work: Work): readonly View[] {
  return unescapeAround(view, percent, margin, work);
}

export function jsonEscapeViews(view: View, margin: number, work: Work): readonly View[] {
  return unescapeAround(view, view.origin?.isReversed === true ? jsonBackwards : json, margin, work);
}

export function quotedPrintableViews(view: View, margin: number, work: Work): readonly View[] {
  return unescapeAround(view, quotedPrintable, margin, work);
}

export function backslashHexViews(view: View, margin: number, work: Work): readonly View[] {
  return unescapeAround(view, backslashX, margin, work);
}
