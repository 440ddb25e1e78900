import type { Work } from '../engine/work.ts';
import { PieceMap } from './piece-map.ts';
import type { View } from './view.ts';

/** Shortest text worth looking at, in characters. */
const SHORTEST = 12;

interface Stretch {
  readonly start: number;
  /** Characters. */
  readonly count: number;
  /** Bytes of a character. */
  readonly width: 2 | 4;
}

function isText(byte: number | undefined): boolean {
  return (
    byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09)
  );
}

/**
 * Stretches of ASCII text in UTF-16 or UTF-32 of either byte order, with or without a byte order mark, anywhere in the
 * bytes: those of one width behind one another, with a zero byte between.
 */
export function wideTextViews(view: View, work: Work): readonly View[] {
  const stretches = stretchesOf(view.bytes, work);
  return ([2, 4] as const).flatMap((width) => {
    const ofWidth = stretches.filter((stretch) => stretch.width === width);
    return ofWidth.length === 0 ? [] : [narrow(view, ofWidth, width, work)];
  });
}

function stretchesOf(bytes: Buffer, work: Work): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let zero = bytes.indexOf(0);
  while (zero >= 0) {
    const start = zero - 1;
    const width = bytes[zero + 1] === 0 ? 4 : 2;
    const count = characters(bytes, start, width);
    work.spend(2);
    if (start >= 0 && count >= SHORTEST) stretches.push({ start, count, width });
    zero = bytes.indexOf(0, Math.max(zero + 1, start + count * width));
  }
  return stretches;
}

/** How many characters of one width follow one another from `start`; big-endian text ends without zeros behind it. */
function characters(bytes: Buffer, start: number, width: number): number {
  let at = start;
  while (isText(bytes[at]) && zerosAt(bytes, at + 1, width - 1)) at += width;
  const last = isText(bytes[at]) && bytes[at - 1] === 0 ? 1 : 0;
  return (at - start) / width + last;
}

function zerosAt(bytes: Buffer, from: number, count: number): boolean {
  for (let k = 0; k < count; k++) {
    if (bytes[from + k] !== 0) return false;
  }
  return true;
}

function narrow(view: View, stretches: readonly Stretch[], width: 2 | 4, work: Work): View {
  const room = stretches.reduce((sum, { count }) => sum + count + 1, 0);
  work.spend(room);
  const out = Buffer.allocUnsafe(room);
  const map = new PieceMap();
  let length = 0;
  for (const { start, count } of stretches) {
    map.add(length, start, width);
    for (let i = 0; i < count; i++) out[length++] = view.bytes[start + i * width] ?? 0;
    out[length++] = 0;
  }
  return {
    bytes: out,
    depth: view.depth + 1,
    origin: {
      parent: view,
      stepAt: () => (width === 2 ? 'utf16' : 'utf32'),
      toParent: (from, to) => {
        const span = map.toSource(from, to);
        return {
          start: Math.max(0, span.start - width + 1),
          end: Math.min(view.bytes.length, span.end),
        };
      },
    },
  };
}
