import type { Work } from './work.ts';

/** A literal that a match must contain, at least three bytes. */
export interface Anchor {
  readonly text: string;
  /** ASCII letters match in both cases. */
  readonly ignoreCase: boolean;
}

/** How common a byte is in the traffic of agents, coarsely: the rarest pair of an anchor is looked for first. */
function weightOf(byte: number): number {
  if (byte >= 97 && byte <= 122) return 'jqxzkvwy'.includes(String.fromCharCode(byte)) ? 3 : 10;
  if (byte >= 48 && byte <= 57) return 5;
  if (byte >= 65 && byte <= 90) return 2;
  return ' "\\/:,.-_'.includes(String.fromCharCode(byte)) ? 8 : 1;
}

interface Candidate {
  readonly anchor: number;
  /** Where in the anchor the pair stands. */
  readonly offset: number;
}

/**
 * Looks for many literals in one pass: every second pair of bytes is looked up in a table of 65,536 entries, and only
 * where it belongs to an anchor is the literal compared. An anchor is entered with two neighbouring pairs, so that one
 * of them lies on the stride at any alignment and every occurrence is reported exactly once.
 */
export class AnchorIndex {
  readonly #anchors: readonly { readonly bytes: Buffer; readonly ignoreCase: boolean }[];
  readonly #marked = new Uint8Array(65_536);
  readonly #candidates = new Map<number, Candidate[]>();

  constructor(anchors: readonly Anchor[]) {
    this.#anchors = anchors.map(({ text, ignoreCase }) => ({
      bytes: Buffer.from(ignoreCase ? text.toLowerCase() : text, 'latin1'),
      ignoreCase,
    }));
    this.#anchors.forEach(({ bytes, ignoreCase }, anchor) => {
      if (bytes.length < 3) throw new RangeError('an anchor has at least three bytes');
      const best = rarestTriple(bytes);
      for (const offset of [best, best + 1]) this.#enter({ anchor, offset }, bytes, ignoreCase);
    });
  }

  #enter(candidate: Candidate, bytes: Buffer, ignoreCase: boolean): void {
    const pair = new Uint16Array(1);
    const pairBytes = new Uint8Array(pair.buffer);
    for (const first of casesOf(bytes[candidate.offset] ?? 0, ignoreCase)) {
      for (const second of casesOf(bytes[candidate.offset + 1] ?? 0, ignoreCase)) {
        pairBytes[0] = first;
        pairBytes[1] = second;
        const key = pair[0] ?? 0;
        this.#marked[key] = 1;
        const list = this.#candidates.get(key);
        if (list === undefined) this.#candidates.set(key, [candidate]);
        else list.push(candidate);
      }
    }
  }

  /** Calls back with the anchor's number and where it begins; nearly but not strictly in order of position. */
  scan(bytes: Buffer, work: Work, onHit: (anchor: number, at: number) => void): void {
    if (bytes.length < 3) return;
    work.spend(bytes.length >> 1);
    const marked = this.#marked;
    const skew = bytes.byteOffset & 1;
    const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset + skew, (bytes.length - skew) >> 1);
    const count = pairs.length;
    let i = 0;
    for (; i + 8 <= count; i += 8) {
      const any =
        (marked[pairs[i] ?? 0] ?? 0) |
        (marked[pairs[i + 1] ?? 0] ?? 0) |
        (marked[pairs[i + 2] ?? 0] ?? 0) |
        (marked[pairs[i + 3] ?? 0] ?? 0) |
        (marked[pairs[i + 4] ?? 0] ?? 0) |
        (marked[pairs[i + 5] ?? 0] ?? 0) |
        (marked[pairs[i + 6] ?? 0] ?? 0) |
        (marked[pairs[i + 7] ?? 0] ?? 0);
      if (any === 0) continue;
      for (let j = i; j < i + 8; j++) {
        const key = pairs[j] ?? 0;
        if (marked[key] === 1) this.#verify(key, bytes, skew + j * 2, work, onHit);
      }
    }
    for (; i < count; i++) {
      const key = pairs[i] ?? 0;
      if (marked[key] === 1) this.#verify(key, bytes, skew + i * 2, work, onHit);
    }
  }

  #verify(
    key: number,
    bytes: Buffer,
    position: number,
    work: Work,
    onHit: (anchor: number, at: number) => void,
  ): void {
    const candidates = this.#candidates.get(key);
    if (candidates === undefined) return;
    work.spend(candidates.length);
    for (const { anchor, offset } of candidates) {
      const entry = this.#anchors[anchor];
      const at = position - offset;
      if (entry !== undefined && at >= 0 && equalsAt(bytes, at, entry.bytes, entry.ignoreCase))
        onHit(anchor, at);
    }
  }
}

function equalsAt(bytes: Buffer, at: number, literal: Buffer, ignoreCase: boolean): boolean {
  if (at + literal.length > bytes.length) return false;
  for (let k = 0; k < literal.length; k++) {
    const byte = bytes[at + k] ?? 0;
    const folded = ignoreCase && byte >= 65 && byte <= 90 ? byte | 32 : byte;
    if (folded !== literal[k]) return false;
  }
  return true;
}

function rarestTriple(bytes: Buffer): number {
  let best = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset + 2 < bytes.length; offset++) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(offset, offset + 3);
    const weight = weightOf(a) * weightOf(b) + weightOf(b) * weightOf(c);
    if (weight < lowest) {
      lowest = weight;
      best = offset;
    }
  }
  return best;
}

function casesOf(byte: number, ignoreCase: boolean): readonly number[] {
  return ignoreCase && byte >= 97 && byte <= 122 ? [byte, byte - 32] : [byte];
}
