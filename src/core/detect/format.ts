import type { ClassName } from './engine/byte-class.ts';
import type { RunMemo } from './engine/run-memo.ts';
import type { Checksum, Confidence, Hints } from './finding.ts';

/** Groups that configuration switches (`detection.families`). */
export type Family = 'credentials' | 'keys' | 'payment' | 'wallets';

/** A piece of a format behind its anchor. */
export type Part =
  | { readonly literal: string }
  /** Bytes of one alphabet; how many the vendor's documents or known values have. */
  | { readonly run: ClassName; readonly min: number; readonly max: number };

/**
 * What may stand around a match.
 * - `any`: nothing is asked; a prefix strong enough that gluing text to it must not hide it.
 * - `blob`: anything, but not inside what looks like base64, where a prefix of four characters turns up by chance,
 *   unless its checksum is valid.
 * - `word`: no letter, digit or underscore on the left, and no joint of base64; for prefixes that also end ordinary words.
 */
export type Glue = 'any' | 'blob' | 'word';

/** What a validator says of a value whose shape fits; null: it is none. */
export interface Verdict {
  readonly checksum?: Checksum;
  readonly confidence?: Confidence;
  readonly hints?: Hints;
}

interface FormatBase {
  readonly id: string;
  readonly kind: string;
  readonly vendor: string | null;
  readonly family: Family;
  /** Literals of at least three bytes; every match begins with one of them, or is found from it. */
  readonly anchors: readonly string[];
  readonly ignoreCase?: boolean;
  readonly confidence: Confidence;
  /** The vendor's own page that describes the format, and when the row was last gone over. */
  readonly source: string;
  readonly checked: string;
  /** The day on which the vendor's own text was seen to show this format; absent: not seen, written from common knowledge. */
  readonly verified?: string;
  /** A looser reading of another row, with its id; it is no format of its own. */
  readonly companionOf?: string;
}

/** Anchor, then parts in order. Runs are taken greedily, never retried. */
export interface PartsFormat extends FormatBase {
  readonly shape: 'parts';
  readonly parts: readonly Part[];
  readonly glue: Glue;
  /** The anchor is context (a URL, a field name) and no part of the value. */
  readonly anchorIsContext?: boolean;
  /** Shortest last run that is still found, at low confidence; without it a shorter one is none. */
  readonly nearMin?: number;
  /** A last run longer than `max` is another thing, not a drifted length. */
  readonly exact?: boolean;
  /** `value` is anchor and parts; `body` is what stands behind the anchor. */
  readonly check?: (value: Buffer, body: Buffer) => Verdict | null;
}

export interface FoundSpan extends Verdict {
  /** It is none, and nothing else of this format begins before its end: what was looked at is not looked at again. */
  readonly rejected?: boolean;
  readonly start: number;
  readonly end: number;
}

/** A structure of its own; `at` is where the anchor stands. Work is accounted for through `runs`. */
export interface CustomFormat extends FormatBase {
  readonly shape: 'custom';
  readonly find: (runs: RunMemo, at: number, anchor: string) => readonly FoundSpan[];
}

/** A value that only its name gives away: `FIELD = value`. The anchors are the names; how both may stand is in `find`. */
export interface NamedFormat extends CustomFormat {
  readonly value: { readonly run: ClassName; readonly min: number; readonly max: number };
}

export type Format = PartsFormat | CustomFormat;
