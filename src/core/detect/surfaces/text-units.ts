import type { Span } from '../decode/view.ts';
import { CLASSES } from '../engine/byte-class.ts';
import type { Unit } from './unit.ts';

/** Where a value may be split in running text: anything that no base64 character and no dot is; and at dots, slashes and commas. */
const SEPARATORS: readonly ((byte: number) => boolean)[] = [
  (byte) => byte === 0x2e,
  (byte) => CLASSES.userinfo[byte] !== 1 || byte === 0x26 || byte === 0x3d,
  (byte) => CLASSES.alnum[byte] !== 1,
];

/** Text of no known structure: the same bytes, with the values that each way of splitting makes. */
export function textUnits(bytes: Buffer): readonly Unit[] {
  return SEPARATORS.map((isSeparator) => ({
    surface: 'body',
    bytes,
    locate: () => null,
    values: () => splitAt(bytes, isSeparator),
  }));
}

function* splitAt(bytes: Buffer, isSeparator: (byte: number) => boolean): Generator<Span> {
  let start = 0;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== undefined && !isSeparator(byte)) continue;
    if (at > start) yield { start, end: at };
    start = at + 1;
  }
}
