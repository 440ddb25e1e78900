import type { Work } from '../engine/work.ts';
import type { EncodedRun } from './encoded-runs.ts';
import { PieceMap } from './piece-map.ts';
import type { Span, View } from './view.ts';

/** A group is four characters: whatever stands before a value, one of these offsets is where its groups begin. */
const OFFSETS = [0, 1, 2, 3] as const;
const CHARACTERS_PER_BYTE = 4 / 3;

/** Decoded text of many runs behind one another, with a zero byte between: one view is cheaper to search than hundreds. */
export interface Arena {
  readonly view: View;
  /** Where each decoded run begins and ends. */
  readonly runs: readonly Span[];
}

/** Decodes every run from each of four offsets, since what precedes a value shifts its groups. */
export function base64Arena(view: View, runs: readonly EncodedRun[], work: Work): Arena | null {
  const jobs = runs.flatMap((run) => {
    const length = run.reduce((sum, line) => sum + line.end - line.start, 0);
    return OFFSETS.map((offset) => ({ run, offset, room: Math.ceil(((length - offset) * 3) / 4) + 4 }));
  });
  if (jobs.length === 0) return null;
  const room = jobs.reduce((sum, job) => sum + job.room, 0);
  work.spend(room);
  const out = Buffer.allocUnsafe(room);
  const map = new PieceMap();
  const spans: Span[] = [];
  let length = 0;
  for (const { run, offset } of jobs) {
    const start = length;
    length += decodeRun(view.bytes, run, offset, out, length, map);
    spans.push({ start, end: length });
    out[length++] = 0;
  }
  return { view: arenaView(view, out.subarray(0, length), map), runs: spans };
}

function decodeRun(
  bytes: Buffer,
  run: EncodedRun,
  offset: number,
  out: Buffer,
  at: number,
  map: PieceMap,
): number {
  let text = '';
  let characters = -offset;
  for (const [index, line] of run.entries()) {
    const skip = index === 0 ? offset : 0;
    map.add(at + (Math.max(0, characters) * 3) / 4, line.start + skip, CHARACTERS_PER_BYTE);
    text += bytes.toString('latin1', line.start + skip, line.end);
    characters += line.end - line.start;
  }
  return out.write(text, at, 'base64');
}

function arenaView(parent: View, bytes: Buffer, map: PieceMap): View {
  const toParent = (start: number, end: number): Span => map.toSource(start, end);
  const stepAt = (start: number, end: number): string => {
    const span = toParent(start, end);
    const text = parent.bytes.subarray(span.start, span.end);
    // The characters at the edges hold bits of the neighbours too, and so name nothing.
    const core = text.subarray(1, -1);
    return core.includes(0x2d) || core.includes(0x5f) ? 'base64url' : 'base64';
  };
  return { bytes, depth: parent.depth + 1, origin: { parent, stepAt, toParent } };
}
