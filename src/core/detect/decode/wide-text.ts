import type { Work } from '../engine/work.ts';
import type { View } from './view.ts';

/** Shortest text worth looking at, in characters. */
const SHORTEST = 12;

function isText(byte: number | undefined): boolean {
  return (
    byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09)
  );
}

/** Stretches of ASCII text in UTF-16 or UTF-32 of either byte order, with or without a byte order mark, anywhere in the bytes. */
export function wideTextViews(view: View, work: Work): readonly View[] {
  const { bytes } = view;
  const views: View[] = [];
  let zero = bytes.indexOf(0);
  while (zero >= 0) {
    const start = zero - 1;
    const width = bytes[zero + 1] === 0 ? 4 : 2;
    const count = characters(bytes, start, width);
    work.spend(2);
    if (start >= 0 && count >= SHORTEST) views.push(narrow(view, start, count, width, work));
    zero = bytes.indexOf(0, Math.max(zero + 1, start + count * width));
  }
  return views;
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

function narrow(view: View, start: number, count: number, width: number, work: Work): View {
  work.spend(count);
  const out = Buffer.allocUnsafe(count);
  for (let i = 0; i < count; i++) out[i] = view.bytes[start + i * width] ?? 0;
  return {
    bytes: out,
    depth: view.depth + 1,
    origin: {
      parent: view,
      stepAt: () => (width === 2 ? 'utf16' : 'utf32'),
      toParent: (from, to) => ({
        start: Math.max(0, start + from * width - width + 1),
        end: Math.min(view.bytes.length, start + to * width),
      }),
    },
  };
}
