import { gzipStarts, textStretches } from '../engine/base64-probe.ts';
import { CLASSES } from '../engine/byte-class.ts';
import type { Work } from '../engine/work.ts';
import { type Arena, BETWEEN_RUNS } from './arena.ts';
import { isZlib } from './compressed.ts';
import type { EncodedRun } from './encoded-runs.ts';
import { PieceMap } from './piece-map.ts';
import type { Span, View } from './view.ts';

/** A group is four characters: whatever stands before a value, one of these offsets is where its groups begin. */
const OFFSETS = [0, 1, 2, 3] as const;
const CHARACTERS_PER_BYTE = 4 / 3;

/** A run, or a part of one, to be decoded. */
interface Job {
  readonly run: EncodedRun;
  /** Characters to leave out, since what precedes a value shifts its groups. */
  readonly offset: number;
  readonly room: number;
}

/** Decodes what of the runs decodes to text, from each of four offsets; with `everyByte` all of them. */
export function base64Arena(
  view: View,
  runs: readonly EncodedRun[],
  work: Work,
  everyByte = false,
): Arena | null {
  const jobs: Job[] = [];
  for (const run of runs) {
    if (everyByte) wholeRun(run, jobs);
    else textOfRun(view.bytes, run, work, jobs);
  }
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
    out[length++] = BETWEEN_RUNS;
  }
  return { view: arenaView(view, out.subarray(0, length), map), runs: spans };
}

function wholeRun(run: EncodedRun, jobs: Job[]): void {
  const length = run.reduce((sum, line) => sum + line.end - line.start, 0);
  for (const offset of OFFSETS) jobs.push(jobOf(run, offset, length));
}

function jobOf(run: EncodedRun, offset: number, length: number): Job {
  return { run, offset, room: Math.ceil(((length - offset) * 3) / 4) + 4 };
}

function textOfRun(bytes: Buffer, run: EncodedRun, work: Work, jobs: Job[]): void {
  const [line] = run;
  if (line === undefined) return;
  // A run that is wrapped is probed without its line breaks.
  const text =
    run.length === 1 ? bytes : Buffer.concat(run.map(({ start, end }) => bytes.subarray(start, end)));
  const start = run.length === 1 ? line.start : 0;
  const end = run.length === 1 ? line.end : text.length;
  const compressed = gzipStarts(text, start, end, work);
  for (const zlib of zlibStarts(text, start, end)) jobs.push(partOf(run, { start: zlib, end }));
  for (const offset of OFFSETS) {
    for (const stretch of textStretches(text, start + offset, end, work)) jobs.push(partOf(run, stretch));
    if (compressed.length === 0) continue;
    const gzip = compressed.find((at) => (at - start - offset) % 4 === 0);
    if (gzip !== undefined) jobs.push(partOf(run, { start: gzip, end }));
  }
}

/** How far into a run zlib is looked for, behind a slash for instance: `data/eJx…`. */
const ZLIB_REACH = 64;
const CAPITAL_A = 0x41;

/** Where base64 of zlib's two bytes may begin: at the beginning of a run, or behind a joint near it. */
function zlibStarts(text: Buffer, start: number, end: number): readonly number[] {
  const found: number[] = [];
  for (let at = start; at < Math.min(end - 4, start + ZLIB_REACH); at++) {
    if (text[at] !== 0x65) continue;
    if (at > start && CLASSES.alnum[text[at - 1] ?? 0] === 1) continue;
    // The second byte begins in the second character, whose upper bits belong to the first and are zero.
    const second = (text[at + 1] ?? 0) - CAPITAL_A;
    if (second < 0 || second > 15) continue;
    if (isZlib(Buffer.from(text.toString('latin1', at, at + 4), 'base64'), 0)) found.push(at);
  }
  return found;
}

function partOf(run: EncodedRun, stretch: Span): Job {
  const part = run.length === 1 ? [stretch] : linesOf(run, stretch);
  return jobOf(part, 0, stretch.end - stretch.start);
}

/** The lines, or parts of lines, that hold the characters [start, end) of a run. */
function linesOf(run: EncodedRun, { start, end }: Span): EncodedRun {
  const lines: { start: number; end: number }[] = [];
  let at = 0;
  for (const line of run) {
    const from = Math.max(start, at);
    const to = Math.min(end, at + line.end - line.start);
    if (from < to) lines.push({ start: line.start + from - at, end: line.start + to - at });
    at += line.end - line.start;
  }
  return lines;
}

function decodeRun(
  bytes: Buffer,
  run: EncodedRun,
  offset: number,
  out: Buffer,
  at: number,
  map: PieceMap,
): number {
  const [only] = run;
  if (run.length === 1 && only !== undefined) {
    map.add(at, only.start + offset, CHARACTERS_PER_BYTE);
    return decodeLine(bytes, only.start + offset, only.end, out, at);
  }
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

/** Whole groups of characters at a time: a string of megabytes is not made of a line. */
const SLICE = 1 << 18;

function decodeLine(bytes: Buffer, start: number, end: number, out: Buffer, at: number): number {
  let length = 0;
  for (let from = start; from < end; from += SLICE) {
    length += out.write(bytes.toString('latin1', from, Math.min(end, from + SLICE)), at + length, 'base64');
  }
  return length;
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
