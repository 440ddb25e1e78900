import type { Span } from '../decode/view.ts';

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

/** The key of the pair that an offset lies in. */
export function keyAt(bytes: Buffer, separator: number, offset: number): string | null {
  for (const { key, value } of pairsOf(bytes, separator)) {
    if (offset < value.end || offset < key.end) {
      return bytes.toString('utf8', key.start, Math.min(key.end, key.start + 128));
    }
  }
  return null;
}

/** Keys and values in order. */
export function* pairSpans(bytes: Buffer, separator: number): Generator<Span> {
  for (const { value, key } of pairsOf(bytes, separator)) {
    yield value.end > value.start ? value : key;
  }
}
