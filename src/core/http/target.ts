declare const canonicalHost: unique symbol;

/** A lower-case A-label host name without a trailing dot, or an IP literal in its shortest form (IPv6 without brackets). */
export type CanonicalHost = string & { readonly [canonicalHost]: true };

export type Scheme = 'http' | 'https';

/** The one destination of a request (I2). Only the functions of this file make one. */
export interface CanonicalTarget {
  readonly scheme: Scheme;
  readonly host: CanonicalHost;
  /** 1 to 65535. */
  readonly port: number;
  /** Set where the host is an IP literal. */
  readonly ipFamily: 4 | 6 | null;
}
