import { CLASSES } from '../engine/byte-class.ts';
import { LiteralSet } from '../engine/literal-set.ts';
import type { Work } from '../engine/work.ts';
import { Skeletons } from './skeleton.ts';
import { type Variant, variantsOf } from './variants.ts';

/** A provisioned value that must not leave. */
export interface KnownSecret {
  /** Name of the variable or file it came from; shown to people. */
  readonly name: string;
  /** At least four bytes; shorter ones are never looked for (configuration asks for twelve). */
  readonly value: Buffer;
  /** False: its findings can only be rejected (S21). */
  readonly approvable: boolean;
}

export interface KnownHit {
  readonly secret: KnownSecret;
  /** Steps from where it stands to the secret's own bytes. */
  readonly chain: readonly string[];
  readonly start: number;
  readonly end: number;
}

interface Entry extends Variant {
  readonly secret: KnownSecret;
}

/** The step of text whose letters lost their case on the way. */
const FOLDED = 'folded';

/** Looks for all provisioned values in all their forms at once. */
export class KnownSecrets {
  readonly all: readonly KnownSecret[];
  /** Bytes of the longest value. */
  readonly longest: number;
  /** Some value is no text, or too short to stand out as text, once it is decoded from something. */
  readonly needEveryByte: boolean;
  /** Bytes of the longest form of any value. */
  readonly longestForm: number;
  readonly #byStart = new Map<string, KnownSecret[]>();
  /** Per pair of bytes: whether a value begins with it. */
  readonly #starts = new Uint8Array(65_536);
  readonly #entries: readonly Entry[];
  /** Of every form: whether it may stand in a text without the text's separators. */
  readonly skeletons: Skeletons;
  readonly #exact: LiteralSet;
  readonly #folded: LiteralSet;

  constructor(secrets: readonly KnownSecret[]) {
    this.all = secrets.filter(({ value }) => value.length >= 4);
    this.longest = this.all.reduce((most, { value }) => Math.max(most, value.length), 0);
    this.needEveryByte = this.all.some(({ value }) => !isLongText(value));
    for (const secret of this.all) {
      const key = startOf(secret.value, 0);
      this.#starts[secret.value.readUInt16LE(0)] = 1;
      this.#byStart.set(key, [...(this.#byStart.get(key) ?? []), secret]);
    }
    this.#entries = this.all.flatMap((secret) =>
      variantsOf(secret.value).map((variant) => ({ ...variant, secret })),
    );
    this.longestForm = this.#entries.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
    this.skeletons = new Skeletons(this.#entries.map(({ bytes }) => bytes));
    this.#exact = new LiteralSet(this.#entries.map(({ bytes }) => bytes));
    this.#folded = new LiteralSet(this.#entries.map(({ bytes }) => foldCase(bytes)));
  }

  /** The secrets that begin with the four bytes at an offset. */
  beginningLike(bytes: Buffer, at: number): readonly KnownSecret[] {
    if (this.#starts[(bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)] !== 1) return [];
    return this.#byStart.get(startOf(bytes, at)) ?? [];
  }

  find(bytes: Buffer, work: Work): readonly KnownHit[] {
    return this.#collect(this.#exact, bytes, bytes, work);
  }

  /** Without regard to ASCII case: for host names, which everything on their way folds. */
  findFolded(bytes: Buffer, work: Work): readonly KnownHit[] {
    return this.#collect(this.#folded, foldCase(bytes), bytes, work);
  }

  #collect(set: LiteralSet, text: Buffer, original: Buffer, work: Work): readonly KnownHit[] {
    const hits: KnownHit[] = [];
    const latest = new Map<Entry, { start: number; end: number }>();
    set.scan(text, work, (index, at) => {
      const entry = this.#entries[index];
      if (entry === undefined) return;
      const start = entry.lead === 1 && isBase64(original[at - 1]) ? at - 1 : at;
      const stop = at + entry.bytes.length;
      const end = entry.tail === 1 && isBase64(original[stop]) ? stop + 1 : stop;
      // A value that overlaps itself is one finding with a longer span.
      const before = latest.get(entry);
      if (before !== undefined && start < before.end && before.start < end) {
        before.start = Math.min(before.start, start);
        before.end = Math.max(before.end, end);
        return;
      }
      // In letters of the other case a value is not what it is elsewhere: approving one form frees that form (S20).
      const isExact = text === original || original.subarray(at, stop).equals(entry.bytes);
      const chain = isExact ? entry.chain : [FOLDED, ...entry.chain];
      const hit = { secret: entry.secret, chain, start, end };
      latest.set(entry, hit);
      hits.push(hit);
    });
    return hits;
  }
}

/** Twelve bytes of printable ASCII in a row. */
function isLongText(value: Buffer): boolean {
  return /[\x20-\x7e]{12}/.test(value.toString('latin1'));
}

function startOf(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4);
}

function isBase64(byte: number | undefined): boolean {
  return byte !== undefined && CLASSES.anyBase64[byte] === 1;
}

export function foldCase(bytes: Buffer): Buffer {
  const folded = Buffer.from(bytes);
  for (let i = 0; i < folded.length; i++) {
    const byte = folded[i] ?? 0;
    if (byte >= 65 && byte <= 90) folded[i] = byte | 32;
  }
  return folded;
}
