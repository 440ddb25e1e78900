import { CLASSES } from '../engine/byte-class.ts';
import type { Work } from '../engine/work.ts';
import type { Arena } from './base64.ts';
import type { EncodedRun } from './encoded-runs.ts';
import { PieceMap } from './piece-map.ts';
import type { Span, View } from './view.ts';

/** Runs of hex digits inside runs of base64 characters, decoded from both nibbles. */
export function hexArena(
  view: View,
  runs: readonly EncodedRun[],
  shortest: number,
  work: Work,
): Arena | null {
  const { bytes } = view;
  const found: Span[] = [];
  for (const line of runs.flat()) {
    let start = line.start;
    while (start < line.end) {
      let end = start;
      while (end < line.end && CLASSES.hex[bytes[end] ?? 0] === 1) end++;
      if (end - start >= shortest) found.push({ start, end });
      start = end + 1;
    }
    work.spend(line.end - line.start);
  }
  if (found.length === 0) return null;
  const room = found.reduce((sum, { start, end }) => sum + (end - start) + 2, 0);
  work.spend(room);
  const out = Buffer.allocUnsafe(room);
  const map = new PieceMap();
  const spans: Span[] = [];
  let length = 0;
  for (const { start, end } of found) {
    for (const nibble of [0, 1]) {
      const from = length;
      map.add(length, start + nibble, 2);
      const even = end - ((end - start - nibble) % 2);
      length += out.write(bytes.toString('latin1', start + nibble, even), length, 'hex');
      spans.push({ start: from, end: length });
      out[length++] = 0;
    }
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
