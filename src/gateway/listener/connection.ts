import type { CanonicalTarget } from '../../core/http/target.ts';

/** What a tunnel's requests must agree with (D1). */
export interface Tunnel {
  readonly target: CanonicalTarget;
  /** The CONNECT authority as the client spelled it. */
  readonly authority: string;
  /** The client named another server, or none, in its TLS handshake: everything inside is answered 421. */
  readonly misdirected: boolean;
}

/** Nobody pipelines more than this except to fill memory. */
const MAX_WAITING = 16;

/**
 * One client connection. Its requests are handled strictly one after the other (F8): Node hands out a pipelined
 * request while an earlier one is still unanswered.
 */
export class Connection {
  readonly tunnel: Tunnel | null;
  /** The body of the request at hand is being read: a fault of the parser concerns that request. */
  receiving = false;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #ended = false;

  constructor(tunnel: Tunnel | null) {
    this.tunnel = tunnel;
  }

  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** From now on nothing more is taken from this connection. */
  end(): void {
    this.#ended = true;
  }

  /** Runs `last` when the requests at hand are answered, and nothing after it. */
  endWith(last: () => void): void {
    this.#ended = true;
    this.#tail = this.#tail.then(last);
  }

  /** Runs `task` after all earlier ones, unless the connection ended before. False: too many wait already. */
  enqueue(task: () => Promise<void>): boolean {
    if (this.#waiting >= MAX_WAITING) return false;
    this.#waiting += 1;
    this.#tail = this.#tail.then(async () => {
      try {
        if (!this.#ended) await task();
      } finally {
        this.#waiting -= 1;
      }
    });
    return true;
  }
}
