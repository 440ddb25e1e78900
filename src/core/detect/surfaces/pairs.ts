import type { Span } from '../decode/view.ts';
import type { Named } from './forward-lookup.ts';

/** A `key=value` of a query, a form or a cookie field; `value` is empty where there is no `=`. */
export interface Pair {
  readonly key: Span;
  readonly value: Span;
}

/** Splits at a separator byte (`&`, `;`), then at the first `=`. */
export function* pairsOf(bytes: Buffer, separator: number): Generator<Pair> {
  let start = 0;
  while (start <= bytes.length) {
    const found = bytes.indexOf(separator, start);
    const end = found < 0 ? bytes.length : found;
    const equals = bytes.subarray(start, end).indexOf(0x3d);
    const keyEnd = equals < 0 ? end : start + equals;
    const key = { start: skipBlanks(bytes, start, keyEnd), end: keyEnd };
    if (end > start) yield { key, value: { start: Math.min(keyEnd + 1, end), end } };
    start = end + 1;
  }
}

function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let start = from;
  while (start < end && bytes[start] === 0x20) start++;
  return start;
}

/** Pairs by their keys; the separator before a pair counts as part of it. */
export function* pairPlaces(bytes: Buffer, separator: number): Generator<Named> {
  let start = 0;
  for (const { key, value } of pairsOf(bytes, separator)) {
    const end = Math.max(key.end, value.end);
    const name = () => bytes.toString('utf8', key.start, Math.min(key.end, key.start + 128));
    yield { start, end, name };
    start = end;
  }
}

/** Keys and values in order. */
export function* pairSpans(bytes: Buffer, separator: number): Generator<Span> {
  for (const { value, key } of pairsOf(bytes, separator)) {
    yield value.end > value.start ? value : key;
  }
}
