/** Past this, clients send faster than upstreams take, or do not mean to end: 256 bodies of the default size. */
const MOST_BODY_BYTES = 256 * 1024 * 1024;

/**
 * The bodies of all requests that are being received, judged or sent, together (I8). Those of held requests do not
 * count here but against `held_bytes`, so that people who take their time stop nothing else.
 */
export class BodyMemory {
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number = MOST_BODY_BYTES) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The share of one request. */
  share(): BodyShare {
    let own = 0;
    const set = (bytes: number): void => {
      this.#bytes += bytes - own;
      own = bytes;
    };
    return {
      fits: (bytes) => {
        if (this.#bytes - own + bytes > this.#limit) return false;
        set(bytes);
        return true;
      },
      set,
    };
  }
}

export interface BodyShare {
  /** False, and nothing changes, where no room is left for that many bytes. */
  fits(bytes: number): boolean;
  /** For bytes that are in memory anyway. */
  set(bytes: number): void;
}
