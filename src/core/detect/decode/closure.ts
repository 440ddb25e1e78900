import { mayDecode } from '../engine/marks.ts';
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
const SHORT = 512;

/** The bytes and everything that decoding them makes, each view once; each step only where its mark stands. */
export function* closure(bytes: Buffer, options: ClosureOptions, work: Work): Generator<View> {
  const surface = surfaceView(bytes);
  // Most fields are short and hold nothing that a decoder could begin with.
  const isPlain = bytes.length <= SHORT && !mayDecode(bytes, options.shortestRun);
  if (isPlain && options.foldCase !== true && !hasSecondMark(bytes)) {
    yield surface;
    yield* separated(surface, options, work);
    return;
  }
  const waiting: View[] = [surface];
  for (let view = waiting.shift(); view !== undefined; view = waiting.shift()) {
    yield view;
    if (view.depth >= options.depth) continue;
    waiting.push(...decodings(view, options, work));
    const backwards = options.backwards ? reversedView(view, work) : null;
    // Reversed text itself is looked for as such; only what it decodes to is new.
    if (backwards !== null) waiting.push(...decodings(backwards, options, work));
  }
}

/** A list of twelve numbers takes this many bytes at least. */
const SHORTEST_LIST = 23;

/** May it hold a list of numbers, which no single byte marks? */
function hasSecondMark(bytes: Buffer): boolean {
  return bytes.length >= SHORTEST_LIST && holdsNumbers(bytes);
}

/** Fields of a head, read without their separators. */
function separated(view: View, options: ClosureOptions, work: Work): readonly View[] {
  // The labels of a host are joined as values.
  const isField = options.shortestRun < SHORTEST_RUN_OF_BODIES && options.foldCase !== true;
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
  const runs = encodedRuns(view.bytes, options.shortestRun, work);
  if (runs.length === 0) return views;
  for (const arena of [
    base64Arena(view, runs, work, options.everyByte),
    hexArena(view, runs, options.shortestRun, work, options.everyByte),
    base32Arena(view, runs, options.shortestRun, work, options.everyByte),
  ]) {
    if (arena !== null) views.push(arena.view, ...compressedInRuns(arena, work));
  }
  return views;
}
