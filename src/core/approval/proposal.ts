import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Checksum, Confidence, Detector, Hints, Surface } from '../detect/finding.ts';
import type { RedactedText } from '../detect/redacted-text.ts';
import type { Scheme } from '../http/target.ts';
import type { FileProblem } from './strict-file.ts';
import { readFile } from './strict-file.ts';

declare const proposalId: unique symbol;

/** 26 or more of `[a-z0-9]`, at least 128 random bits. Never built into a path from outside input. */
export type ProposalId = string & { readonly [proposalId]: true };

export const TOOLS = [
  'egress-token-allow',
  'gitleaks-allow',
  'capability-block',
  'allow',
  'egress-block',
] as const;
export type Tool = (typeof TOOLS)[number];

/** What stands in `<id>.proposal.json`. Its digest is the sha256 (hex) of the file's bytes. */
export interface Proposal {
  readonly version: 1;
  readonly id: ProposalId;
  readonly tool: Tool;
  readonly bottle_slug: string;
  /** RFC 3339, UTC. */
  readonly created_at: string;
  readonly expires_at: string;
  readonly proposed_file: string;
  readonly justification: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** `details` of an `egress-token-allow` proposal: evidence without the value. */
export interface TokenDetails {
  readonly host: RedactedText;
  readonly port: number;
  readonly scheme: Scheme;
  readonly method: RedactedText;
  /** Path without the query, redacted. */
  readonly path: RedactedText;
  readonly detector: Detector;
  readonly kind: string;
  readonly vendor: string | null;
  readonly surface: Surface;
  readonly location: RedactedText | null;
  readonly decoded_via: readonly string[];
  readonly checksum: Checksum;
  readonly confidence: Confidence;
  /** 16 hex, keyed per gateway process: the same value is recognised, nothing else can be learned from it. */
  readonly fingerprint: string;
  readonly secret_name: string | null;
  readonly approvable: boolean;
  readonly hints: Hints;
  /** How often this value and this host were seen before in this process. */
  readonly seen: { readonly value: number; readonly host: number };
  readonly scope: 'bottle' | 'host';
  readonly context: RedactedText;
}

/** One request that waits for an answer. */
export interface Waiter {
  /** The client as its User-Agent names it (`python-httpx/0.27`), redacted and bounded; `unknown` without one. */
  readonly client: string;
  /** RFC 3339, UTC. */
  readonly since: string;
  /** When a client of this kind is known to give up, or null. */
  readonly gives_up_at: string | null;
}

/** `<id>.state.json`: information, never authority. */
export interface ProposalState {
  readonly waiters: readonly Waiter[];
  /** How many requests raised this question so far, waiting or gone. */
  readonly requests: number;
}

export type CloseReason = 'decided' | 'malformed' | 'expired' | 'superseded' | 'withdrawn' | 'orphaned';

/** `<id>.outcome.json`, beside the archived proposal: its last state and why it was closed. */
export interface ProposalOutcome extends ProposalState {
  readonly version: 1;
  readonly proposal_id: ProposalId;
  readonly reason: CloseReason;
  readonly closed_at: string;
}

const ID = /^[a-z0-9]{26,64}$/;

export function isProposalId(text: string): text is ProposalId {
  return ID.test(text);
}

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 26;

/** 26 characters of base32 in lower case from at least 16 random bytes. */
export function proposalIdFrom(random: Uint8Array): ProposalId {
  if (random.length < 16) throw new RangeError('a proposal id needs 16 random bytes');
  let bits = '';
  for (const byte of random) bits += byte.toString(2).padStart(8, '0');
  bits = bits.padEnd(ID_LENGTH * 5, '0');
  let id = '';
  for (let at = 0; at < ID_LENGTH * 5; at += 5) {
    id += ID_ALPHABET.charAt(Number.parseInt(bits.slice(at, at + 5), 2));
  }
  return id as ProposalId;
}

/** sha256 (hex) of a proposal file's bytes. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of `<id>.proposal.json`. */
export function serialiseProposal(proposal: Proposal): Buffer {
  return Buffer.from(`${JSON.stringify(proposal, null, 2)}\n`, 'utf8');
}

export const idSchema = z.string().regex(ID).describe('26 or more of [a-z0-9], at least 128 random bits');

export const timeSchema = z.iso.datetime({ offset: true }).describe('RFC 3339, UTC');

export const proposalSchema = z
  .strictObject({
    version: z.literal(1),
    id: idSchema,
    tool: z.enum(TOOLS),
    bottle_slug: z.string().min(1).max(128),
    created_at: timeSchema,
    expires_at: timeSchema,
    proposed_file: z.string().describe('What is proposed, as readable text'),
    justification: z.string(),
    details: z.record(z.string(), z.unknown()).describe('Evidence, by tool; never the value'),
  })
  .describe('<id>.proposal.json');

export type ParsedProposal =
  | { readonly kind: 'proposal'; readonly proposal: Proposal; readonly digest: string }
  | FileProblem;

/** Reads `<id>.proposal.json` of any tool: a strict envelope around `details`, which belong to the tool. */
export function parseProposal(bytes: Buffer): ParsedProposal {
  const file = readFile(bytes, proposalSchema);
  if (file.kind !== 'read') return file;
  const { id } = file.content;
  if (!isProposalId(id)) return { kind: 'malformed', reason: 'unexpected id' };
  return { kind: 'proposal', proposal: { ...file.content, id }, digest: digestOf(bytes) };
}
