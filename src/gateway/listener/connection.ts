import type { CanonicalTarget, Scheme } from '../../core/http/target.ts';

/** What a tunnel's requests must agree with (D1). */
export interface Tunnel {
  readonly target: CanonicalTarget;
  /** The CONNECT authority as the client spelled it. */
  readonly authority: string;
  /** `https` where there is TLS in it, `http` where its requests come in the clear (D14). */
  readonly scheme: Scheme;
  /** The client named another server, or none, in its TLS handshake: everything inside is answered 421. */
  readonly misdirected: boolean;
}

interface Exchanging {
  readonly request: { readonly complete: boolean };
  readonly response: { readonly headersSent: boolean };
}

/** Nobody pipelines more than this except to fill memory. */
const MAX_WAITING = 16;

/**
 * One client connection. Its requests are handled strictly one after the other (F8): Node hands out a pipelined
 * request while an earlier one is still unanswered.
 */
export class Connection {
  readonly tunnel: Tunnel | null;
  #latest: Exchanging | null = null;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closed = false;
  #dropping = false;

  constructor(tunnel: Tunnel | null) {
    this.tunnel = tunnel;
  }

  /** Nothing more is taken from it. */
  get closed(): boolean {
    return this.#closed;
  }

  get busy(): boolean {
    return this.#waiting > 0;
  }

  /**
   * What a fault of the parser hits. `between`: no request of which anything is missing; the answer to the fault comes
   * after theirs. `alone`: the one request at hand, unanswered, whose answer it becomes. `entangled`: neither, so that
   * no answer would be understood.
   */
  get faultHits(): 'between' | 'alone' | 'entangled' {
    if (!this.busy || this.#latest === null || this.#latest.request.complete) return 'between';
    return this.#waiting === 1 && !this.#latest.response.headersSent ? 'alone' : 'entangled';
  }

  /** Nothing more is taken from this connection, and what waits is dropped. */
  end(): void {
    this.#closed = true;
    this.#dropping = true;
  }

  /** Nothing more is taken from this connection; when what waits is answered, `last` runs. */
  endWith(last: () => void): void {
    this.#closed = true;
    this.#tail = this.#tail.then(last);
  }

  /** Runs `task` after all earlier ones, unless the connection ended before. False: too many wait already. */
  enqueue(exchanging: Exchanging, task: () => Promise<void>): boolean {
    if (this.#closed) return true;
    if (this.#waiting >= MAX_WAITING) return false;
    this.#waiting += 1;
    this.#latest = exchanging;
    this.#tail = this.#tail.then(async () => {
      try {
        if (!this.#dropping) await task();
      } finally {
        this.#waiting -= 1;
      }
    });
    return true;
  }
}
