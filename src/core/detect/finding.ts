/** The outbound detectors that look for credentials; `crlf` is structural and finds no value. */
export type Detector = 'token_patterns' | 'known_secrets';

export type Surface =
  | 'method'
  | 'host'
  | 'path'
  | 'query'
  | 'header'
  | 'cookie'
  | 'body'
  | 'trailer'
  /** The ordered join of several values of one request: a secret split over them. */
  | 'joined';

export type Checksum = 'valid' | 'invalid' | 'none';
export type Confidence = 'high' | 'medium' | 'low';

/**
 * A credential seen in a request. `matched`, and whatever is derived from it without a key, stays in the memory
 * of the gateway (S5): a finding is never logged, serialised or put into an error.
 */
export interface Finding {
  readonly detector: Detector;
  /** What it is, for people: `OpenAI API key`, `provisioned secret`. */
  readonly kind: string;
  /** `OpenAI`; null for known secrets and generic formats. */
  readonly vendor: string | null;
  /** The exact bytes found, after the decoding steps of `decodedVia`. */
  readonly matched: Buffer;
  /** The decoding steps inside the surface, outermost first: `['base64', 'hex']`. Content-encoding is transport and not in it. */
  readonly decodedVia: readonly string[];
  /** Byte offsets [start, end) in the surface's own bytes, also where the value was found through a decoding: what redaction covers. */
  readonly start: number;
  readonly end: number;
  readonly surface: Surface;
  /** Header name, query key, cookie name, JSON path (`$.messages[0].content`), form field, part name; null where the surface has none. Not redacted. */
  readonly location: string | null;
  readonly checksum: Checksum;
  readonly confidence: Confidence;
  /** Name of the variable or file of a known secret. */
  readonly secretName: string | null;
  /** False for known secrets where `secrets.approvable` is false (S21). */
  readonly approvable: boolean;
  /** Evidence that holds no part of the value: `{ jwt: { iss, exp }, aws_account }`. */
  readonly hints: Hints;
}

export interface Hints {
  readonly jwt?: { readonly iss?: string; readonly exp?: number };
  readonly aws_account?: string;
}
