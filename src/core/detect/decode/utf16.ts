import type { Work } from '../engine/work.ts';
import type { View } from './view.ts';

/** Shortest text worth looking at, in characters. */
const SHORTEST = 12;

function isText(byte: number | undefined): boolean {
  return (
    byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09)
  );
}

/** Stretches of ASCII text in UTF-16 of either byte order, with or without a byte order mark, anywhere in the bytes. */
export function utf16Views(view: View, work: Work): readonly View[] {
  const { bytes } = view;
  const views: View[] = [];
  let zero = bytes.indexOf(0);
  while (zero >= 0) {
    const start = zero - 1;
    let end = start;
    while (isText(bytes[end]) && bytes[end + 1] === 0) end += 2;
    // Big-endian text ends with a letter that has no zero behind it.
    const length = (end - start) / 2 + (isText(bytes[end]) && bytes[start - 1] === 0 ? 1 : 0);
    work.spend(2);
    if (start >= 0 && length >= SHORTEST) views.push(narrow(view, start, length, work));
    zero = bytes.indexOf(0, Math.max(zero + 1, end));
  }
  return views;
}

function narrow(view: View, start: number, length: number, work: Work): View {
  work.spend(length);
  const out = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) out[i] = view.bytes[start + i * 2] ?? 0;
  return {
    bytes: out,
    depth: view.depth + 1,
    origin: {
      parent: view,
      stepAt: () => 'utf16',
      toParent: (from, to) => ({ start: Math.max(0, start + from * 2 - 1), end: start + to * 2 }),
    },
  };
}
