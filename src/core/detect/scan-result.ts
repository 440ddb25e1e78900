import type { Finding } from './finding.ts';

/** Says whether this very value, found in this very way, may go to the request's destination (S6, S20). */
export type SafePredicate = (finding: Pick<Finding, 'matched' | 'decodedVia'>) => boolean;

export interface ScanResult {
  /** What nobody has approved. */
  readonly findings: readonly Finding[];
  /** What was skipped because it is safe; a limited approval counts these as uses. */
  readonly excused: readonly Finding[];
  /** Anything but `complete` blocks (I3). */
  readonly verdict: 'complete' | 'undecodable_body' | 'not_fully_inspected';
}
