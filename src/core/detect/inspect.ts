import { closure, isPlain } from './decode/closure.ts';
import { surfaceView, trace, type View } from './decode/view.ts';
import type { PatternMatcher } from './engine/pattern-matcher.ts';
import { BudgetSpent, type Work } from './engine/work.ts';
import type { Detector, Finding } from './finding.ts';
import type { KnownSecrets } from './known/known-secrets.ts';
import { mergeFindings } from './merge.ts';

/** A finding before it is known on which surface and where it stands. */
export type LocalFinding = Omit<Finding, 'surface' | 'location'>;

export interface Inspection {
  readonly detectors: ReadonlySet<Detector>;
  /** Letters of either case are the same: host names. */
  readonly foldCase: boolean;
  /** Short fields: also short runs of base64 are decoded (`Authorization: Basic`). */
  readonly isShort: boolean;
  /** False: no provisioned value stands in the bytes whatever separators are left out. */
  readonly mayBeSeparated?: boolean;
}

const PATTERN_DEPTH = 3;
const KNOWN_DEPTH = 5;
const SHORTEST_RUN = 24;
const SHORTEST_RUN_IN_FIELD = 16;
/** Text around an escape is decoded this far at least: longer than tokens that are looked for in it. */
const ESCAPE_MARGIN = 512;
/** More findings than any honest request has; past it the input counts as not inspected. */
const MOST_FINDINGS = 512;

export interface Detectors {
  readonly patterns: PatternMatcher;
  readonly known: KnownSecrets;
}

/**
 * Everything found in some bytes and their decodings, merged. `asTheyStand`: what was found in the bytes themselves, where
 * that is known already. Throws {@link BudgetSpent}.
 */
export function inspect(
  bytes: Buffer,
  { patterns, known }: Detectors,
  inspection: Inspection,
  work: Work,
  asTheyStand: readonly LocalFinding[] | null = null,
): readonly LocalFinding[] {
  if (bytes.length === 0) return NOTHING;
  const looksForKnown = inspection.detectors.has('known_secrets') && known.all.length > 0;
  const options = {
    depth: looksForKnown ? KNOWN_DEPTH : PATTERN_DEPTH,
    shortestRun: inspection.isShort ? SHORTEST_RUN_IN_FIELD : SHORTEST_RUN,
    margin: Math.max(ESCAPE_MARGIN, known.longest * 6),
    backwards: looksForKnown,
    mayBeSeparated: inspection.mayBeSeparated !== false,
    everyByte: looksForKnown && known.needEveryByte,
    foldCase: inspection.foldCase,
  };
  if (asTheyStand !== null && isPlain(bytes, options)) return mergeFindings(asTheyStand);
  const found: LocalFinding[] = asTheyStand === null ? [] : [...asTheyStand];
  for (const view of closure(bytes, options, work)) {
    if (view.depth === 0 && asTheyStand !== null) continue;
    if (looksForKnown) knownIn(view, known, inspection.foldCase, work, found);
    if (inspection.detectors.has('token_patterns') && view.depth <= PATTERN_DEPTH) {
      patternsIn(view, patterns, work, found);
    }
    if (found.length > MOST_FINDINGS) throw new BudgetSpent();
  }
  return mergeFindings(found);
}

/** What stands in the bytes as they are, not merged. */
export function inspectRaw(
  bytes: Buffer,
  { patterns, known }: Detectors,
  { detectors, foldCase }: Inspection,
  work: Work,
): readonly LocalFinding[] {
  const found: LocalFinding[] = [];
  const view = surfaceView(bytes);
  if (detectors.has('known_secrets') && known.all.length > 0) knownIn(view, known, foldCase, work, found);
  if (detectors.has('token_patterns')) patternsIn(view, patterns, work, found);
  if (found.length > MOST_FINDINGS) throw new BudgetSpent();
  return found;
}

const NOTHING: readonly LocalFinding[] = [];

function knownIn(
  view: View,
  known: KnownSecrets,
  foldCase: boolean,
  work: Work,
  found: LocalFinding[],
): void {
  const hits = foldCase ? known.findFolded(view.bytes, work) : known.find(view.bytes, work);
  for (const { secret, chain, start, end } of hits) {
    const traced = trace(view, start, end);
    found.push({
      detector: 'known_secrets',
      kind: 'provisioned secret',
      vendor: null,
      matched: secret.value,
      decodedVia: [...traced.chain, ...chain],
      start: traced.start,
      end: traced.end,
      checksum: 'none',
      confidence: 'high',
      secretName: secret.name,
      approvable: secret.approvable,
      hints: {},
    });
  }
}

function patternsIn(view: View, patterns: PatternMatcher, work: Work, found: LocalFinding[]): void {
  for (const { format, start, end, checksum, confidence, hints } of patterns.match(view.bytes, work)) {
    const traced = trace(view, start, end);
    found.push({
      detector: 'token_patterns',
      kind: format.kind,
      vendor: format.vendor,
      matched: Buffer.from(view.bytes.subarray(start, end)),
      decodedVia: traced.chain,
      start: traced.start,
      end: traced.end,
      checksum,
      confidence,
      secretName: null,
      approvable: true,
      hints,
    });
  }
}
