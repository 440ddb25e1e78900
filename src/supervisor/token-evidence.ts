import type { Proposal } from '../core/approval/proposal.ts';

/**
 * What a view shows of the `details` of a proposal. A proposal is a file: whoever may write to the queue wrote it, so each
 * field is taken only where it has the type that it should have, and is data for the sanitiser in any case.
 */
export interface TokenEvidence {
  readonly scheme: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly method: string | null;
  readonly path: string | null;
  readonly detector: string | null;
  readonly kind: string | null;
  readonly vendor: string | null;
  readonly surface: string | null;
  readonly location: string | null;
  readonly decodedVia: readonly string[];
  readonly checksum: string | null;
  readonly confidence: string | null;
  readonly fingerprint: string | null;
  readonly secretName: string | null;
  readonly approvable: boolean | null;
  readonly scope: string | null;
  readonly issuer: string | null;
  /** Seconds of the epoch, as in the `exp` claim. */
  readonly expires: number | null;
  readonly awsAccount: string | null;
  readonly seenValue: number | null;
  readonly seenHost: number | null;
  /** A provisioned secret to a place that no approved value has gone to since the gateway started (Q17). */
  readonly newDestination: boolean;
  /** The gateway takes keyed answers only. */
  readonly keyedAnswers: boolean;
}

export function evidenceOf(proposal: Proposal): TokenEvidence {
  const details = proposal.details;
  const hints = recordAt(details, 'hints');
  const jwt = recordAt(hints, 'jwt');
  const seen = recordAt(details, 'seen');
  return {
    scheme: textAt(details, 'scheme'),
    host: textAt(details, 'host'),
    port: numberAt(details, 'port'),
    method: textAt(details, 'method'),
    path: textAt(details, 'path'),
    detector: textAt(details, 'detector'),
    kind: textAt(details, 'kind'),
    vendor: textAt(details, 'vendor'),
    surface: textAt(details, 'surface'),
    location: textAt(details, 'location'),
    decodedVia: textsAt(details, 'decoded_via'),
    checksum: textAt(details, 'checksum'),
    confidence: textAt(details, 'confidence'),
    fingerprint: textAt(details, 'fingerprint'),
    secretName: textAt(details, 'secret_name'),
    approvable: typeof details.approvable === 'boolean' ? details.approvable : null,
    scope: textAt(details, 'scope'),
    issuer: textAt(jwt, 'iss'),
    expires: numberAt(jwt, 'exp'),
    awsAccount: textAt(hints, 'aws_account'),
    seenValue: numberAt(seen, 'value'),
    seenHost: numberAt(seen, 'host'),
    newDestination: details.new_destination === true,
    keyedAnswers: details.keyed_answers === true,
  };
}

/** `https://api.example.com:443`, or null where the proposal does not say all of it. */
export function destinationShown(evidence: TokenEvidence): string | null {
  const { scheme, host, port } = evidence;
  if (scheme === null || host === null || port === null) return null;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

type Fields = Readonly<Record<string, unknown>>;

function recordAt(fields: Fields, key: string): Fields {
  const value = fields[key];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}

function textAt(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberAt(fields: Fields, key: string): number | null {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textsAt(fields: Fields, key: string): readonly string[] {
  const value = fields[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
