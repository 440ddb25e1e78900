import { type Marks, marksOf } from '../engine/marks.ts';
import type { Work } from '../engine/work.ts';
import { base32Arena } from './base32.ts';
import { base64Arena } from './base64.ts';
import { compressedInRuns, compressedViews } from './compressed.ts';
import { disguisedTextViews } from './disguised-text.ts';
import { encodedRuns } from './encoded-runs.ts';
import { entityViews } from './entities.ts';
import { backslashHexViews, jsonEscapeViews, percentViews, quotedPrintableViews } from './escapes.ts';
import { caseViews, separatedViews, uncontrolledViews } from './field-readings.ts';
import { hexArena } from './hex.ts';
import { holdsNumbers, numberListViews } from './number-lists.ts';
import { reversedView } from './reversed.ts';
import { surfaceView, type View } from './view.ts';
import { wideTextViews } from './wide-text.ts';

export interface ClosureOptions {
  /** Steps of decoding at most. */
  readonly depth: number;
  /** Shortest run of base64 or hex that is decoded. */
  readonly shortestRun: number;
  /** How far around an escape text is decoded: at least the longest value looked for. */
  readonly margin: number;
  /** Also what decodes only when it is read backwards. */
  readonly backwards: boolean;
  /** Also values that are no text are looked for: all of base64 is decoded, and not only what decodes to text. */
  readonly everyByte?: boolean;
  /** False: what is looked for does not stand in the bytes whatever separators are left out of them. */
  readonly mayBeSeparated?: boolean;
  /** The case of letters may have been lost on the way: host names. */
  readonly foldCase?: boolean;
}

/** Bodies are decoded from runs of this length on, fields from shorter ones. */
const SHORTEST_RUN_OF_BODIES = 24;

/** Up to this length one sweep tells whether any decoder need look; longer texts are searched by each for its own mark. */
const SHORT = 4_096;

/** True where {@link closure} gives nothing but the bytes themselves, as for most fields. */
export function isPlain(bytes: Buffer, options: ClosureOptions): boolean {
  if (options.foldCase === true || (options.backwards && options.mayBeSeparated !== false)) return false;
  if (bytes.length >= SHORTEST_LIST && holdsNumbers(bytes)) return false;
  return surfaceMarks(bytes, options) === 'none';
}

/** The bytes and everything that decoding them makes, each view once; each step only where its mark stands. */
export function* closure(bytes: Buffer, options: ClosureOptions, work: Work): Generator<View> {
  const surface = surfaceView(bytes);
  yield surface;
  const waiting: View[] = [];
  const marks = surfaceMarks(bytes, options);
  if (marks === 'none' && options.foldCase === true) {
    // The case of letters makes no mark.
    yield* caseViews(surface, work);
    return;
  }
  waiting.push(...firstDecodings(surface, marks, options, work));
  // A list of numbers has no mark of its own, and reads in both directions.
  const holdsLists = marks !== 'any' && bytes.length >= SHORTEST_LIST && holdsNumbers(bytes);
  if (holdsLists) waiting.push(...numberListViews(surface, work));
  const backwards =
    options.backwards && (marks !== 'none' || holdsLists) ? reversedView(surface, work) : null;
  // Reversed text itself is looked for as such; only what it decodes to is new.
  if (backwards !== null) waiting.push(...firstDecodings(backwards, marks, options, work));
  if (backwards !== null && holdsLists) waiting.push(...numberListViews(backwards, work));
  for (let view = waiting.shift(); view !== undefined; view = waiting.shift()) {
    yield view;
    if (view.depth >= options.depth) continue;
    waiting.push(...decodings(view, options, work));
    const reversed = options.backwards ? reversedView(view, work) : null;
    if (reversed !== null) waiting.push(...decodings(reversed, options, work));
  }
}

/** Of a surface: most are short and hold nothing that a decoder could begin with, or runs alone. */
function firstDecodings(view: View, marks: Marks, options: ClosureOptions, work: Work): readonly View[] {
  if (marks === 'any') return decodings(view, options, work);
  const views = separated(view, options, work);
  return marks === 'none' ? views : [...views, ...runViews(view, options, work)];
}

function surfaceMarks(bytes: Buffer, options: ClosureOptions): Marks {
  if (bytes.length > SHORT || options.everyByte === true) return 'any';
  const marks = marksOf(bytes, options.shortestRun);
  return marks === 'runs' && options.foldCase === true ? 'any' : marks;
}

/** A list of twelve numbers takes this many bytes at least. */
const SHORTEST_LIST = 23;

/** Fields of a head, read without their separators. */
function separated(view: View, options: ClosureOptions, work: Work): readonly View[] {
  // The labels of a host are joined as values.
  const isField = options.shortestRun < SHORTEST_RUN_OF_BODIES && options.foldCase !== true;
  const isSurface = view.depth === 0 || (view.origin?.parent.depth === 0 && view.origin.isReversed === true);
  if (isSurface && options.mayBeSeparated === false) return [];
  return isField && options.backwards && view.depth <= 1 ? separatedViews(view, options.depth, work) : [];
}

function decodings(view: View, options: ClosureOptions, work: Work): readonly View[] {
  const views = [
    ...percentViews(view, options.margin, work),
    ...jsonEscapeViews(view, options.margin, work),
    ...backslashHexViews(view, options.margin, work),
    ...quotedPrintableViews(view, options.margin, work),
    ...entityViews(view, options.margin, work),
    ...numberListViews(view, work),
    ...wideTextViews(view, work),
    ...disguisedTextViews(view, options.margin, work),
    ...uncontrolledViews(view, work),
    ...compressedViews(view, work),
    ...separated(view, options, work),
  ];
  if (options.foldCase === true) views.push(...caseViews(view, work));
  views.push(...runViews(view, options, work));
  return views;
}

function runViews(view: View, options: ClosureOptions, work: Work): readonly View[] {
  const runs = encodedRuns(view.bytes, options.shortestRun, work);
  if (runs.length === 0) return [];
  const views: View[] = [];
  for (const arena of [
    base64Arena(view, runs, work, options.everyByte),
    hexArena(view, runs, options.shortestRun, work, options.everyByte),
    base32Arena(view, runs, options.shortestRun, work, options.everyByte),
  ]) {
    if (arena !== null) views.push(arena.view, ...compressedInRuns(arena, work));
  }
  return views;
}
