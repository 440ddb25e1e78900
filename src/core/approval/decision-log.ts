import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Tool } from './proposal.ts';
import type { ResponseScope, ResponseStatus } from './response.ts';

interface Decision {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly proposal: string;
  /** Of the proposal's bytes. */
  readonly digest: string | null;
  readonly bottle: string | null;
  readonly tool: Tool;
  /** Of the value, as in the proposal; null where the proposal is about none. */
  readonly fingerprint: string | null;
  /** `https://api.example.com:443` */
  readonly destination: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  readonly scope: ResponseScope | null;
}

/** What the decision log holds: ids, fingerprints and what people said; never a value. */
export type DecisionEntry =
  /** Somebody gave an answer, and it was the first. */
  | ({ readonly event: 'decided'; readonly status: ResponseStatus } & Decision)
  /** A gateway took an answer, also one that was written by hand, and acts on it. */
  | ({ readonly event: 'applied'; readonly status: ResponseStatus | 'malformed' } & Decision)
  /** Requests left with a value that had been approved; counted together over a short time. */
  | {
      readonly event: 'used';
      readonly at: string;
      readonly bottle: string | null;
      readonly fingerprint: string;
      readonly destination: string;
      readonly requests: number;
    }
  /** Approvals were taken back. `fingerprint` is `all` where all were. */
  | {
      readonly event: 'revoked';
      readonly at: string;
      readonly bottle: string | null;
      readonly fingerprint: string;
      readonly approvals: number;
      readonly by: string | null;
    };

/** The end of a chain: the number and the hash of its last entry. */
export interface ChainEnd {
  readonly n: number;
  readonly hash: string;
}

/** What the first entry follows. */
export const CHAIN_START: ChainEnd = { n: 0, hash: '0'.repeat(64) };

const endSchema = z.object({ n: z.int().nonnegative(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
const contentSchema = z.looseObject({ n: z.int().positive(), prev: z.string() });

/** What a line hashes stands before this, byte for byte: `printf %s 'the text before' | sha256sum`. */
const HASHED_AND_HASH = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/s;

/** One line of the log, without its line break, and the end of the chain after it. */
export function chained(
  entry: DecisionEntry,
  after: ChainEnd,
): { readonly line: string; readonly end: ChainEnd } {
  const n = after.n + 1;
  const hashed = JSON.stringify({ version: 1, n, ...entry, prev: after.hash }).slice(0, -1);
  const hash = hashOf(hashed);
  return { line: `${hashed},"hash":"${hash}"}`, end: { n, hash } };
}

export type LogFault =
  /** No entry of this log: foreign text, or one that was cut short. */
  | 'not_an_entry'
  /** Its hash is not that of what it says. */
  | 'changed'
  /** Entries before it are missing. */
  | 'removed_before'
  /** It stands behind one that came after it, or twice. */
  | 'out_of_order'
  /** It follows another entry than the one before it. */
  | 'broken_link'
  /** The log ends before the last entry that was written, or the note of that is gone. */
  | 'cut_off';

export interface FaultyLine {
  /** Counted from 1. */
  readonly line: number;
  readonly fault: LogFault;
}

/** `entries`: how many lines are in the log. Empty `faults`: the chain is whole. */
export interface LogVerdict {
  readonly entries: number;
  readonly end: ChainEnd;
  readonly faults: readonly FaultyLine[];
}

/** More than enough to see that somebody was at it. */
const MAX_FAULTS = 20;

/** Follows a chain line by line. */
export class ChainVerifier {
  readonly #head: ChainEnd | null;
  readonly #faults: FaultyLine[] = [];
  #end = CHAIN_START;
  #line = 0;
  #metHead: boolean;

  /** @param head the end of the chain as it was noted outside the log; null where there is no such note */
  constructor(head: ChainEnd | null) {
    this.#head = head;
    this.#metHead = head !== null && head.n === 0;
  }

  take(text: string): void {
    this.#line += 1;
    const entry = readLine(text);
    if (entry === null) {
      this.#fault('not_an_entry');
      return;
    }
    const fault = this.#faultOf(entry);
    if (fault !== null) this.#fault(fault);
    this.#end = { n: entry.n, hash: entry.hash };
    if (entry.n === this.#head?.n && entry.hash === this.#head.hash) this.#metHead = true;
  }

  verdict(): LogVerdict {
    const isEmpty = this.#line === 0 && this.#head === null;
    if (!isEmpty && !this.#metHead) this.#fault('cut_off', this.#line + 1);
    return { entries: this.#line, end: this.#end, faults: this.#faults };
  }

  #faultOf(entry: ChainLine): LogFault | null {
    if (hashOf(entry.hashed) !== entry.hash) return 'changed';
    if (entry.n <= this.#end.n) return 'out_of_order';
    if (entry.n > this.#end.n + 1) return 'removed_before';
    return entry.prev === this.#end.hash ? null : 'broken_link';
  }

  #fault(fault: LogFault, line = this.#line): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push({ line, fault });
  }
}

interface ChainLine extends ChainEnd {
  readonly prev: string;
  /** The text that its hash is of. */
  readonly hashed: string;
}

/** The end of the chain that a line leaves; null where it is no entry. */
export function endOfLine(text: string): ChainEnd | null {
  return readLine(text);
}

function readLine(text: string): ChainLine | null {
  const [, hashed = '', hash = ''] = HASHED_AND_HASH.exec(text) ?? [];
  const content = contentSchema.safeParse(parseJson(`${hashed}}`));
  return content.success ? { n: content.data.n, prev: content.data.prev, hash, hashed } : null;
}

/** The note of the chain's end that stands beside the log. */
export function readHead(text: string): ChainEnd | null {
  const parsed = endSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
