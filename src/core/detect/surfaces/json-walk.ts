import type { Named } from './forward-lookup.ts';

/** A string of a JSON text, without its quotes. */
export interface JsonString {
  readonly start: number;
  readonly end: number;
  readonly isKey: boolean;
  /** Where it stands: `$.messages[0].content`; for a key, the path of its member. To be asked before the walk goes on. */
  path(): string;
}

interface Frame {
  readonly isArray: boolean;
  index: number;
  key: string;
}

/** Deeper nesting is walked, but the path names no more than this. */
const DEEPEST_PATH = 64;
const LONGEST_KEY = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const STAR = 0x2a;

/**
 * Every string of a JSON text in order, keys too, each as often as it stands there. Tolerant: it walks tokens and never
 * fails, so that broken, duplicated or concatenated JSON is seen as well as the valid kind; it neither recurses nor copies.
 */
export function* jsonStrings(bytes: Buffer): Generator<JsonString> {
  const frames: Frame[] = [];
  let depth = 0;
  let expectKey = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    const frame = frames[depth - 1];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at + 1);
      if (expectKey && frame !== undefined) frame.key = keyText(bytes, at + 1, end);
      const isKey = expectKey;
      yield { start: at + 1, end, isKey, path: () => pathOf(frames, depth) };
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      frames.length = Math.min(frames.length, depth - 1);
      if (depth <= DEEPEST_PATH) frames.push({ isArray: byte === 0x5b, index: 0, key: '' });
      expectKey = byte === 0x7b;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth = Math.max(0, depth - 1);
      frames.length = Math.min(frames.length, depth);
      expectKey = false;
    } else if (byte === 0x3a) {
      expectKey = false;
    } else if (byte === 0x2c && frame !== undefined) {
      if (frame.isArray) frame.index++;
      expectKey = !frame.isArray;
    } else if (byte === SLASH) {
      at = commentEnd(bytes, at);
    }
  }
}

/** Begin and end of every string that is no key, as {@link jsonStrings} gives them, but without what names them. */
export function jsonValueSpans(bytes: Buffer): readonly number[] {
  const spans: number[] = [];
  const isArray = new Uint8Array(DEEPEST_PATH);
  let depth = 0;
  let expectKey = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at + 1);
      if (!expectKey) spans.push(at + 1, end);
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (depth < DEEPEST_PATH) isArray[depth] = byte === 0x5b ? 1 : 0;
      depth++;
      expectKey = byte === 0x7b;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth = Math.max(0, depth - 1);
      expectKey = false;
    } else if (byte === 0x3a) {
      expectKey = false;
    } else if (byte === 0x2c && depth > 0 && depth <= DEEPEST_PATH) {
      expectKey = isArray[depth - 1] === 0;
    } else if (byte === SLASH) {
      at = commentEnd(bytes, at);
    }
  }
  return spans;
}

/** The last byte of a comment (JSONC, JSON5) that begins at `at`, quotes in which begin no string; `at` where none does. */
function commentEnd(bytes: Buffer, at: number): number {
  const kind = bytes[at + 1];
  if (kind !== SLASH && kind !== STAR) return at;
  const end = bytes.indexOf(kind === SLASH ? '\n' : '*/', at + 2, 'latin1');
  // Without its end it would hide the rest.
  if (end < 0) return at;
  return kind === SLASH ? end : end + 1;
}

function stringEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

function keyText(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, Math.min(end, start + LONGEST_KEY));
}

function pathOf(frames: readonly Frame[], depth: number): string {
  const steps = frames.slice(0, depth).map((frame) => {
    if (frame.isArray) return `[${frame.index}]`;
    if (frame.key === '') return '';
    return /^[A-Za-z_$][\w$]*$/.test(frame.key) ? `.${frame.key}` : `[${JSON.stringify(frame.key)}]`;
  });
  return `$${steps.join('')}${depth > DEEPEST_PATH ? '…' : ''}`;
}

/** Strings by the paths at which they stand. */
export function* jsonPlaces(bytes: Buffer): Generator<Named> {
  for (const { start, end, path } of jsonStrings(bytes)) yield { start, end, name: path };
}
