import type { Work } from '../engine/work.ts';
import { PieceMap } from './piece-map.ts';
import type { View } from './view.ts';

/** Host names have at most 253 characters. */
const LONGEST_HOST = 512;
/** Fields up to this length are read without their separators, texts without their control characters. */
const LONGEST_FIELD = 4_096;
const LONGEST_TEXT = 1_024;
const FEWEST = 2;

/** Others than those of paths and cookies, whose parts are joined as values. */
const SEPARATORS: readonly string[] = [...' \t-._,:|*~'];
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+/g;

/** A host in letters of one case, both: formats whose alphabet has only one are found though their case was lost. */
export function caseViews(view: View, work: Work): readonly View[] {
  if (view.depth > 0 || view.bytes.length > LONGEST_HOST) return [];
  work.spend(view.bytes.length * 2);
  const text = view.bytes.toString('latin1');
  return [text.replace(/[a-z]+/g, upper), text.replace(/[A-Z]+/g, lower)]
    .filter((other) => other !== text)
    .map((other) => ({
      bytes: Buffer.from(other, 'latin1'),
      depth: view.depth + 1,
      origin: {
        parent: view,
        stepAt: () => 'folded',
        toParent: (start: number, end: number) => ({ start, end }),
      },
    }));
}

function upper(letters: string): string {
  return letters.toUpperCase();
}

function lower(letters: string): string {
  return letters.toLowerCase();
}

/**
 * A short field without one kind of separator: `Z-q-7`, `Z q 7`. Ordinary text spells much without its blanks, so these
 * views stand at the `deepest` step, where only provisioned values are looked for, and are not decoded further.
 */
export function separatedViews(view: View, deepest: number, work: Work): readonly View[] {
  const { bytes } = view;
  if (bytes.length > LONGEST_FIELD) return [];
  work.spend(bytes.length * 2);
  const text = bytes.toString('latin1');
  const views: View[] = [];
  for (const separator of SEPARATORS) {
    const stripped = text.replaceAll(separator, '');
    if (text.length - stripped.length < FEWEST) continue;
    work.spend(bytes.length);
    const byte = separator.charCodeAt(0);
    views.push(strippedView(view, stripped, deepest, 'separated', (other) => other === byte));
  }
  return views;
}

/** A short text without the control characters in it; those between the letters of UTF-16 are read as such. */
export function uncontrolledViews(view: View, work: Work): readonly View[] {
  if (view.bytes.length > LONGEST_TEXT) return [];
  const text = view.bytes.toString('latin1');
  work.spend(text.length);
  const stripped = text.replace(CONTROLS, '');
  if (stripped.length === text.length || stripped.length * 2 <= text.length + 2) return [];
  return [strippedView(view, stripped, view.depth + 1, 'unbroken', isControl)];
}

function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
}

function strippedView(
  view: View,
  text: string,
  depth: number,
  step: string,
  isLeftOut: (byte: number) => boolean,
): View {
  let map: PieceMap | null = null;
  return {
    bytes: Buffer.from(text, 'latin1'),
    depth,
    origin: {
      parent: view,
      stepAt: () => step,
      toParent(start, end) {
        map ??= mapWithout(view.bytes, isLeftOut);
        return map.toSource(start, end);
      },
    },
  };
}

function mapWithout(bytes: Buffer, isLeftOut: (byte: number) => boolean): PieceMap {
  const map = new PieceMap();
  let length = 0;
  for (const [at, byte] of bytes.entries()) {
    if (!isLeftOut(byte)) map.add(length++, at, 1);
  }
  return map;
}
