import type { Finding, Hints } from '../detect/finding.ts';
import type { RedactedText } from '../detect/redacted-text.ts';
import type { CanonicalRequest } from '../http/request.ts';
import { oneLine } from './displayed-text.ts';
import type { TokenDetails } from './proposal.ts';

/** What the description needs of detection. */
export interface Redactor {
  /** Masks every finding and every known secret, raw and encoded. */
  redact(text: string): RedactedText;
  /** The finding's surroundings, redacted before they are cut: `...before ******** after...`. */
  contextOf(request: CanonicalRequest, finding: Finding): RedactedText;
  /** Does a known secret or this value still stand in the text, raw or encoded? */
  strikes(text: string, hit: Buffer): boolean;
}

export interface TokenProposalInput {
  readonly request: CanonicalRequest;
  readonly finding: Finding;
  /** `fingerprintOf` the value's key. */
  readonly fingerprint: string;
  readonly seen: { readonly value: number; readonly host: number };
  readonly scope: 'bottle' | 'host';
  readonly redactor: Redactor;
}

export interface TokenProposalText {
  readonly details: TokenDetails;
  /** Readable text, as contract.md lays it out. */
  readonly proposedFile: string;
  readonly justification: string;
}

const JUSTIFICATION =
  'A credential-shaped value was found in an outbound request, and the request is held. ' +
  'Approve only if the value is a false positive or a credential that the request legitimately needs.';

/** Longest shown, in characters: both files of a proposal stay far below the queue's 64 KiB. */
const LENGTHS = { method: 64, host: 255, path: 2048, location: 256, context: 1024, name: 128 } as const;

/** What the last tripwire takes away, step by step: what people need most goes last. */
type Withheld = 'nothing' | 'context' | 'request' | 'host';
const STEPS: readonly Withheld[] = ['nothing', 'context', 'request', 'host'];

/**
 * What people see of a finding: evidence without the value (S7, R1). Every field from outside is redacted; should a
 * secret still stand in the whole, the fields that can hold it are withheld one after the other.
 */
export function describeTokenProposal(input: TokenProposalInput): TokenProposalText {
  const { redactor, finding } = input;
  for (const withheld of STEPS) {
    const text = describe(input, withheld);
    if (!standsIn(text, finding.matched, redactor)) return text;
  }
  // What is left is our own: a value that equals one of our words cannot be told from it.
  return describe(input, 'host');
}

function describe(input: TokenProposalInput, withheld: Withheld): TokenProposalText {
  const details = detailsOf(input, STEPS.indexOf(withheld));
  return { details, proposedFile: fileOf(details), justification: JUSTIFICATION };
}

function detailsOf(input: TokenProposalInput, step: number): TokenDetails {
  const { request, finding, redactor } = input;
  const show = (text: string, length: number) => oneLine(redactor.redact(text), length);
  const held = (atStep: number, text: string, length: number) =>
    show(step >= atStep ? 'withheld' : text, length);
  const name = finding.secretName;
  return {
    host: held(3, request.target.host, LENGTHS.host),
    port: request.target.port,
    scheme: request.target.scheme,
    method: held(2, request.method, LENGTHS.method),
    path: held(2, pathOf(request), LENGTHS.path),
    detector: finding.detector,
    kind: finding.kind,
    vendor: finding.vendor,
    surface: finding.surface,
    location: finding.location === null ? null : held(2, finding.location, LENGTHS.location),
    decoded_via: finding.decodedVia,
    checksum: finding.checksum,
    confidence: finding.confidence,
    fingerprint: input.fingerprint,
    secret_name: name === null || step >= 2 ? null : show(name, LENGTHS.name),
    approvable: finding.approvable,
    hints: step >= 2 ? {} : hintsOf(finding.hints, show),
    seen: { value: input.seen.value, host: input.seen.host },
    scope: input.scope,
    context:
      step >= 1
        ? show('context withheld', LENGTHS.context)
        : oneLine(redactor.contextOf(request, finding), LENGTHS.context),
  };
}

/** The path without the query: a query key is named as the location, its value is nobody's evidence. */
function pathOf(request: CanonicalRequest): string {
  const [path = ''] = request.path.split('?', 1);
  return path;
}

/** The issuer of a JWT is text from outside like any other. */
function hintsOf(hints: Hints, show: (text: string, length: number) => RedactedText): Hints {
  const { jwt } = hints;
  if (jwt?.iss === undefined) return hints;
  return { ...hints, jwt: { ...jwt, iss: show(jwt.iss, LENGTHS.name) } };
}

function fileOf(details: TokenDetails): string {
  return [
    'egress blocked an outbound request carrying a detected token',
    '',
    `host: ${details.host}`,
    `method: ${details.method}`,
    `path: ${details.path}`,
    `detector: ${details.kind}${details.secret_name === null ? '' : ` ${details.secret_name}`} found in ${details.surface}`,
    `context: ${details.context}`,
    '',
  ].join('\n');
}

/** Looked for as it is written and as it is read: escapes of JSON could hide a value from one, never from both. */
function standsIn(text: TokenProposalText, hit: Buffer, redactor: Redactor): boolean {
  const { host, method, path, location, context, secret_name, hints } = text.details;
  const read = [text.proposedFile, host, method, path, location, context, secret_name, hints.jwt?.iss];
  return redactor.strikes(JSON.stringify(text), hit) || redactor.strikes(read.join('\n'), hit);
}
