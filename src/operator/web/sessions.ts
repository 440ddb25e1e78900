import { createHash, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;

export type RandomBytes = (count: number) => Buffer;

/**
 * One token of 256 random bits for one start, exchanged once for one session of 256 random bits (W5). Neither is kept: only
 * digests are, so that comparing takes the same time whatever was offered.
 */
export class Sessions {
  readonly #random: RandomBytes;
  #token: Buffer | null;
  #session: Buffer | null = null;
  /** The token to hand to the person who started the program; nothing else may ever see it. */
  readonly token: string;

  constructor(random: RandomBytes) {
    this.#random = random;
    this.token = random(SECRET_BYTES).toString('base64url');
    this.#token = digest(this.token);
  }

  /** The new session's secret, or null: another token, or one that was used already. */
  exchange(offered: string): string | null {
    const expected = this.#token;
    const fits = timingSafeEqual(digest(offered), expected ?? digest(''));
    if (expected === null || !fits) return null;
    this.#token = null;
    const secret = this.#random(SECRET_BYTES).toString('base64url');
    this.#session = digest(secret);
    return secret;
  }

  holds(offered: string): boolean {
    const expected = this.#session;
    return expected !== null && timingSafeEqual(digest(offered), expected);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
