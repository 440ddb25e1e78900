import { mayDecode } from '../engine/marks.ts';
import type { Work } from '../engine/work.ts';
import { base64Arena } from './base64.ts';
import { encodedRuns } from './encoded-runs.ts';
import { jsonEscapeViews, percentViews } from './escapes.ts';
import { gzipViews } from './gzip-runs.ts';
import { hexArena } from './hex.ts';
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
}

/** Up to this length one sweep tells whether any decoder need look; longer texts are searched by each for its own mark. */
const SHORT = 512;

/** The bytes and everything that decoding them makes, each view once; each step only where its mark stands. */
export function* closure(bytes: Buffer, options: ClosureOptions, work: Work): Generator<View> {
  const surface = surfaceView(bytes);
  // Most fields are short and hold nothing that a decoder could begin with.
  if (bytes.length <= SHORT && !mayDecode(bytes, options.shortestRun)) {
    yield surface;
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

function decodings(view: View, options: ClosureOptions, work: Work): readonly View[] {
  const views = [
    ...percentViews(view, options.margin, work),
    ...jsonEscapeViews(view, options.margin, work),
    ...wideTextViews(view, work),
  ];
  const runs = encodedRuns(view.bytes, options.shortestRun, work);
  if (runs.length === 0) return views;
  for (const arena of [
    base64Arena(view, runs, work, options.everyByte),
    hexArena(view, runs, options.shortestRun, work, options.everyByte),
  ]) {
    if (arena !== null) views.push(arena.view, ...gzipViews(arena, work));
  }
  return views;
}
