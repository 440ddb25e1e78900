import { closure } from './decode/closure.ts';
import { trace, type View } from './decode/view.ts';
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

/** Everything found in some bytes and their decodings, merged. Throws {@link BudgetSpent}. */
export function inspect(
  bytes: Buffer,
  { patterns, known }: Detectors,
  inspection: Inspection,
  work: Work,
): readonly LocalFinding[] {
  if (bytes.length === 0) return [];
  const looksForKnown = inspection.detectors.has('known_secrets') && known.all.length > 0;
  const options = {
    depth: looksForKnown ? KNOWN_DEPTH : PATTERN_DEPTH,
    shortestRun: inspection.isShort ? SHORTEST_RUN_IN_FIELD : SHORTEST_RUN,
    margin: Math.max(ESCAPE_MARGIN, known.longest * 6),
    backwards: looksForKnown,
    everyByte: looksForKnown && known.needEveryByte,
  };
  const found: LocalFinding[] = [];
  for (const view of closure(bytes, options, work)) {
    if (looksForKnown) found.push(...knownIn(view, known, inspection.foldCase, work));
    if (inspection.detectors.has('token_patterns') && view.depth <= PATTERN_DEPTH) {
      found.push(...patternsIn(view, patterns, work));
    }
    if (found.length > MOST_FINDINGS) throw new BudgetSpent();
  }
  return mergeFindings(found);
}

function knownIn(view: View, known: KnownSecrets, foldCase: boolean, work: Work): readonly LocalFinding[] {
  const hits = foldCase ? known.findFolded(view.bytes, work) : known.find(view.bytes, work);
  return hits.map(({ secret, chain, start, end }) => {
    const traced = trace(view, start, end);
    return {
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
    };
  });
}

function patternsIn(view: View, patterns: PatternMatcher, work: Work): readonly LocalFinding[] {
  return patterns.match(view.bytes, work).map(({ format, start, end, checksum, confidence, hints }) => {
    const traced = trace(view, start, end);
    return {
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
    };
  });
}
