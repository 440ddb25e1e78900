import type { CanonicalTarget } from './target.ts';

/** One header or trailer field, name and value as received (the field order of the message is kept). */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** Everything of a request that stands before its body. */
export interface RequestHead {
  readonly method: string;
  /** Where the request goes: computed once, the only destination that policy, DNS, dial and proposal use (I2). */
  readonly target: CanonicalTarget;
  /** The authority as the client spelled it: a surface of the scan, since canonical form folds case. */
  readonly authority: string;
  /** Origin form with the query, as received and as it will be sent: `/v1/files?name=a%20b`. */
  readonly path: string;
  readonly headers: readonly HeaderField[];
}

/** A whole request, frozen: what is judged and shown is what leaves. */
export interface CanonicalRequest extends RequestHead {
  /** The body without its transfer coding; empty where there is none. Content codings are still on it. */
  readonly body: Buffer;
  /** Scanned and then dropped, never forwarded (F7). */
  readonly trailers: readonly HeaderField[];
}
