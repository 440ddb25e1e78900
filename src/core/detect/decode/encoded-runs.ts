import { CLASSES } from '../engine/byte-class.ts';
import type { Work } from '../engine/work.ts';

/** A line of a run of base64 characters; a run that is wrapped has several. */
export interface Line {
  readonly start: number;
  readonly end: number;
}

/** A run over all its lines. */
export type EncodedRun = readonly Line[];

/** A line this long that ends in a line break goes on in the next one (MIME wraps at 76, PEM at 64). */
const WRAPPED_LINE = 40;

/** Runs of base64 characters, of both alphabets, at least `shortest` long, in order. */
export function encodedRuns(bytes: Buffer, shortest: number, work: Work): readonly EncodedRun[] {
  const table = CLASSES.anyBase64;
  const runs: EncodedRun[] = [];
  const step = shortest - 1;
  let floor = 0;
  let probe = step;
  let looked = 0;
  while (probe < bytes.length) {
    looked++;
    if (table[bytes[probe] ?? 0] !== 1) {
      floor = probe + 1;
      probe += shortest;
      continue;
    }
    let start = probe;
    while (start > floor && table[bytes[start - 1] ?? 0] === 1) start--;
    looked += probe - start;
    const end = runEnd(bytes, probe);
    looked += end - probe;
    if (end - start < shortest) {
      floor = end + 1;
      probe = end + shortest;
      continue;
    }
    const lines = wrappedLines(bytes, { start, end });
    const last = lines.at(-1)?.end ?? end;
    looked += last - end;
    runs.push(lines);
    floor = last + 1;
    probe = last + shortest;
  }
  work.spend(looked);
  return runs;
}

function runEnd(bytes: Buffer, from: number): number {
  const table = CLASSES.anyBase64;
  let end = from;
  while (end < bytes.length && table[bytes[end] ?? 0] === 1) end++;
  return end;
}

function wrappedLines(bytes: Buffer, first: Line): EncodedRun {
  const lines = [first];
  let line = first;
  while (line.end - line.start >= WRAPPED_LINE) {
    const start = afterBreak(bytes, line.end);
    if (start === line.end) break;
    const end = runEnd(bytes, start);
    if (end === start) break;
    line = { start, end };
    lines.push(line);
  }
  return lines;
}

/** The place behind a line break at `at`, raw or JSON-escaped; `at` itself where none stands there. */
function afterBreak(bytes: Buffer, at: number): number {
  let position = at;
  if (bytes[position] === 0x0d) position++;
  if (bytes[position] === 0x0a) return position + 1;
  position = at;
  if (bytes[position] === 0x5c && bytes[position + 1] === 0x72) position += 2;
  if (bytes[position] === 0x5c && bytes[position + 1] === 0x6e) return position + 2;
  return at;
}
