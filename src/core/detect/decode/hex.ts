import { hexRuns, hexTextStretches } from '../engine/hex-probe.ts';
import type { Work } from '../engine/work.ts';
import { type Arena, BETWEEN_RUNS } from './arena.ts';
import { isZlib } from './compressed.ts';
import type { EncodedRun } from './encoded-runs.ts';
import { PieceMap } from './piece-map.ts';
import type { Span, View } from './view.ts';

/** Runs of hex digits inside runs of base64 characters: what decodes to text from either nibble; with `everyByte` all. */
export function hexArena(
  view: View,
  runs: readonly EncodedRun[],
  shortest: number,
  work: Work,
  everyByte = false,
): Arena | null {
  const { bytes } = view;
  const found: Span[] = [];
  for (const run of runs) {
    for (const line of run) {
      for (const { start, end } of hexRuns(bytes, line.start, line.end, shortest, work)) {
        for (const nibble of [0, 1]) {
          const from = start + nibble;
          if (everyByte) found.push({ start: from, end: end - ((end - from) % 2) });
          else {
            if (beginsZlib(bytes, from)) found.push({ start: from, end: end - ((end - from) % 2) });
            found.push(...hexTextStretches(bytes, from, end, work));
          }
        }
      }
    }
  }
  if (found.length === 0) return null;
  const room = found.reduce((sum, { start, end }) => sum + (end - start) / 2 + 1, 0);
  work.spend(room);
  const out = Buffer.allocUnsafe(room);
  const map = new PieceMap();
  const spans: Span[] = [];
  let length = 0;
  for (const { start, end } of found) {
    const from = length;
    map.add(length, start, 2);
    length += out.write(bytes.toString('latin1', start, end), length, 'hex');
    spans.push({ start: from, end: length });
    out[length++] = BETWEEN_RUNS;
  }
  const toParent = (start: number, end: number): Span => map.toSource(start, end);
  return {
    view: {
      bytes: out.subarray(0, length),
      depth: view.depth + 1,
      origin: { parent: view, stepAt: () => 'hex', toParent },
    },
    runs: spans,
  };
}

function beginsZlib(bytes: Buffer, at: number): boolean {
  return (
    bytes[at] === 0x37 &&
    bytes[at + 1] === 0x38 &&
    isZlib(Buffer.from(bytes.toString('latin1', at, at + 4), 'hex'), 0)
  );
}
