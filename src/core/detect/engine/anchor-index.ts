import { PairWeights } from './pair-weight.ts';
import type { Work } from './work.ts';

/** A literal that a match must contain, at least three bytes. */
export interface Anchor {
  readonly text: string;
  /** ASCII letters match in both cases. */
  readonly ignoreCase: boolean;
}

type OnHit = (anchor: number, at: number) => void;

interface Literal {
  readonly bytes: Buffer;
  readonly ignoreCase: boolean;
}

const TRIPLE_BITS = 15;
/** Makes letters of both cases, and some other bytes, the same: a filter may let more through than it must. */
const FOLD = 0x2020_2020;
/** Under this length an aligned view of the bytes costs more than it saves. */
const SHORT = 64;
/** Whether a pair is looked at with the byte behind it, or with the one before it. */
const AHEAD = 1;
const BACK = 2;

/**
 * Looks for many literals in one pass: every pair of bytes is looked up in a table of 65,536 entries. Each literal is
 * entered with one of its pairs, the one that is rarest in traffic or already entered for another literal, so that few
 * pairs are marked. A marked pair and a neighbour are hashed, and only where all three are known are literals compared.
 */
export class AnchorIndex {
  readonly #literals: readonly Literal[];
  readonly #marked = new Uint8Array(65_536);
  readonly #triples = new TripleTable();

  constructor(anchors: readonly Anchor[]) {
    this.#literals = anchors.map(({ text, ignoreCase }) => ({
      bytes: Buffer.from(ignoreCase ? text.toLowerCase() : text, 'latin1'),
      ignoreCase,
    }));
    const weights = new PairWeights();
    const byLength = [...this.#literals.entries()].sort(([, a], [, b]) => a.bytes.length - b.bytes.length);
    for (const [index, literal] of byLength) {
      if (literal.bytes.length < 3) throw new RangeError('an anchor has at least three bytes');
      this.#enter(index, literal, weights);
    }
    this.#triples.close();
  }

  #enter(index: number, literal: Literal, weights: PairWeights): void {
    const { bytes } = literal;
    const at = this.#cheapestPair(literal, weights);
    const direction = at + 2 < bytes.length ? AHEAD : BACK;
    for (const key of pairKeys(literal, at)) this.#marked[key] = (this.#marked[key] ?? 0) | direction;
    const start = direction === AHEAD ? at : at - 1;
    // One byte more tells most of what is no occurrence; where there is none, the first stands for it.
    const guard = start + 3 < bytes.length ? 3 : start > 0 ? -1 : 0;
    this.#triples.enter(tripleHash(bytes, start, direction), index, literal, start, guard);
  }

  #cheapestPair(literal: Literal, weights: PairWeights): number {
    let best = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at + 1 < literal.bytes.length; at++) {
      let cost = 0;
      for (const key of pairKeys(literal, at)) {
        cost += weights.of(key & 0xff, key >> 8) * ((this.#marked[key] ?? 0) === 0 ? 1 : SHARED);
      }
      if (cost < lowest) {
        lowest = cost;
        best = at;
      }
    }
    return best;
  }

  /** Calls back once for every occurrence, with the anchor's number and where it begins; nearly in order of position. */
  scan(bytes: Buffer, work: Work, onHit: OnHit): void {
    work.spend(bytes.length >> 1);
    if (bytes.length < SHORT || !LITTLE_ENDIAN) {
      this.#scanSlowly(bytes, 0, bytes.length, work, onHit);
      return;
    }
    const marked = this.#marked;
    const skew = -bytes.byteOffset & 3;
    this.#scanSlowly(bytes, 0, skew, work, onHit);
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + skew, (bytes.length - skew) >> 2);
    const last = words.length - 1;
    let word = words[0] ?? 0;
    for (let i = 0; i < last; i++) {
      const next = words[i + 1] ?? 0;
      const a = marked[word & 0xffff] ?? 0;
      const b = marked[(word >>> 8) & 0xffff] ?? 0;
      const c = marked[word >>> 16] ?? 0;
      const d = marked[(word >>> 24) | ((next & 0xff) << 8)] ?? 0;
      word = next;
      if ((a | b | c | d) === 0) continue;
      const position = skew + i * 4;
      if (a !== 0) this.#look(a, bytes, position, work, onHit);
      if (b !== 0) this.#look(b, bytes, position + 1, work, onHit);
      if (c !== 0) this.#look(c, bytes, position + 2, work, onHit);
      if (d !== 0) this.#look(d, bytes, position + 3, work, onHit);
    }
    this.#scanSlowly(bytes, skew + Math.max(0, last) * 4, bytes.length, work, onHit);
  }

  #scanSlowly(bytes: Buffer, from: number, to: number, work: Work, onHit: OnHit): void {
    const marked = this.#marked;
    const end = Math.min(to, bytes.length - 1);
    for (let at = from; at < end; at++) {
      const found = marked[(bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)] ?? 0;
      if (found !== 0) this.#look(found, bytes, at, work, onHit);
    }
  }

  /** Compares what stands around a marked pair. */
  #look(found: number, bytes: Buffer, at: number, work: Work, onHit: OnHit): void {
    const { heads } = this.#triples;
    if ((found & AHEAD) !== 0) {
      const hash = tripleHash(bytes, at, AHEAD);
      const from = heads[hash] ?? 0;
      const to = heads[hash + 1] ?? 0;
      if (from !== to) this.#verify(from, to, bytes, at, work, onHit);
    }
    if ((found & BACK) !== 0 && at > 0) {
      const hash = tripleHash(bytes, at - 1, BACK);
      const from = heads[hash] ?? 0;
      const to = heads[hash + 1] ?? 0;
      if (from !== to) this.#verify(from, to, bytes, at - 1, work, onHit);
    }
  }

  #verify(from: number, to: number, bytes: Buffer, triple: number, work: Work, onHit: OnHit): void {
    const { entries } = this.#triples;
    work.spend(to - from);
    for (let slot = from * FIELDS; slot < to * FIELDS; slot += FIELDS) {
      const guard = (bytes[triple + (entries[slot + 2] ?? 0)] ?? 0) | 0x20;
      if (guard !== entries[slot + 3]) continue;
      const index = entries[slot] ?? 0;
      const at = triple - (entries[slot + 1] ?? 0);
      const literal = this.#literals[index];
      if (literal !== undefined && at >= 0 && equalsAt(bytes, at, literal.bytes, literal.ignoreCase)) {
        onHit(index, at);
      }
    }
  }
}

/** What a pair that is marked already costs, of what a new one would. */
const SHARED = 0.02;

/** Of an entry: the literal, the triple's offset in it, and of one more byte its offset from the triple and its value. */
const FIELDS = 4;

/** Which literals stand behind the hash of three bytes, and where in them these are. */
class TripleTable {
  /** Per hash: where its entries begin. */
  readonly heads = new Int32Array((1 << TRIPLE_BITS) + 1);
  entries = new Int32Array(0);
  readonly #waiting: { readonly key: number; readonly fields: readonly number[] }[] = [];

  enter(key: number, index: number, { bytes }: Literal, offset: number, guard: number): void {
    const value = (bytes[offset + guard] ?? 0) | 0x20;
    this.#waiting.push({ key, fields: [index, offset, guard, value] });
  }

  /** Lays the entries out, once all of them are known. */
  close(): void {
    for (const { key } of this.#waiting) this.heads[key + 1] = (this.heads[key + 1] ?? 0) + 1;
    for (let key = 1; key < this.heads.length; key++) {
      this.heads[key] = (this.heads[key] ?? 0) + (this.heads[key - 1] ?? 0);
    }
    const next = this.heads.slice();
    this.entries = new Int32Array(this.#waiting.length * FIELDS);
    for (const { key, fields } of this.#waiting) {
      const slot = next[key] ?? 0;
      next[key] = slot + 1;
      this.entries.set(fields, slot * FIELDS);
    }
    this.#waiting.length = 0;
  }
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function tripleHash(bytes: Buffer, at: number, direction: number): number {
  const triple =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | (direction << 24);
  return Math.imul(triple | FOLD, 0x9e37_79b1) >>> (32 - TRIPLE_BITS);
}

function pairKeys({ bytes, ignoreCase }: Literal, at: number): readonly number[] {
  return casesOf(bytes[at] ?? 0, ignoreCase).flatMap((first) =>
    casesOf(bytes[at + 1] ?? 0, ignoreCase).map((second) => first | (second << 8)),
  );
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

function casesOf(byte: number, ignoreCase: boolean): readonly number[] {
  return ignoreCase && byte >= 97 && byte <= 122 ? [byte, byte - 32] : [byte];
}
