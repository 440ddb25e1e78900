import { COMPRESSIONS } from './decode/compressed.ts';
import type { Span } from './decode/view.ts';
import type { Detector } from './finding.ts';

interface Mergeable extends Span {
  readonly detector: Detector;
  readonly matched: Buffer;
  readonly decodedVia: readonly string[];
}

/**
 * One finding for one thing: the same value at the same place keeps its shortest chain; what a provisioned secret covers
 * exactly is that secret; a pattern inside another finding, or found again in its decoding, is part of it.
 */
export function mergeFindings<T extends Mergeable>(findings: readonly T[]): readonly T[] {
  if (findings.length < 2) return findings;
  const kept: T[] = [];
  for (const finding of [...findings].sort(byImportance)) {
    const same = kept.findIndex((other) => isSameValue(other, finding));
    const other = kept[same];
    if (other !== undefined) kept[same] = { ...other, ...union(other, finding) };
    else if (!kept.some((outer) => covers(outer, finding))) kept.push(finding);
  }
  return kept.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Shorter chains first, known secrets before patterns, longer spans before what may lie in them. */
function byImportance(a: Mergeable, b: Mergeable): number {
  return (
    a.decodedVia.length - b.decodedVia.length ||
    Number(b.detector === 'known_secrets') - Number(a.detector === 'known_secrets') ||
    b.end - b.start - (a.end - a.start) ||
    a.start - b.start ||
    compareText(a.decodedVia.join(), b.decodedVia.join())
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isSameValue(kept: Mergeable, finding: Mergeable): boolean {
  return kept.start < finding.end && finding.start < kept.end && kept.matched.equals(finding.matched);
}

function covers(outer: Mergeable, finding: Mergeable): boolean {
  if (finding.detector === 'known_secrets') return false;
  if (finding.start < outer.start || outer.end < finding.end) return false;
  // Everything in a compressed member stands at the place of the whole member, beside one another or not.
  return !outer.decodedVia.some((step) => COMPRESSIONS.has(step)) || outer.matched.includes(finding.matched);
}

function union(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
