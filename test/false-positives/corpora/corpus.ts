import type { Pool } from '../pool.ts';

/** A kind of text in which nothing is to be found; `piece` makes some 20 to 200 kB of it. */
export interface Corpus {
  readonly name: string;
  piece(pool: Pool): string | Buffer;
}

export function corpus(name: string, piece: (pool: Pool) => string | Buffer): Corpus {
  return { name, piece };
}
