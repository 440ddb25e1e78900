import { CLASSES } from '../engine/byte-class.ts';
import { LiteralSet } from '../engine/literal-set.ts';
import type { Work } from '../engine/work.ts';

/** With fewer letters and digits a value says too little of where it may stand. */
const SHORTEST = 8;

/** Letters and digits alone of bytes. */
function skeletonOf(bytes: Buffer): Buffer {
  const table = CLASSES.alnum;
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (table[byte] === 1) out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Tells whether any of some values can stand in a text with separators in it: one search in place of one per separator. */
export class Skeletons {
  readonly #literals: LiteralSet;
  /** Some value has too few letters and digits to tell. */
  readonly #isAny: boolean;

  constructor(values: readonly Buffer[]) {
    const skeletons = values.map(skeletonOf);
    this.#isAny = skeletons.some(({ length }) => length < SHORTEST);
    this.#literals = new LiteralSet(skeletons.filter(({ length }) => length >= SHORTEST));
  }

  mayStandIn(bytes: Buffer, work: Work): boolean {
    if (this.#isAny) return true;
    let found = false;
    work.spend(bytes.length >> 2);
    this.#literals.scan(skeletonOf(bytes), work, () => {
      found = true;
    });
    return found;
  }
}
