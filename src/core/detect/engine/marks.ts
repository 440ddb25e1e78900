import { CLASSES } from './byte-class.ts';

/** Bytes that begin an escape, or that stand in no plain text: where there is none, only runs can be decoded. */
const ESCAPES = new Uint8Array(256);
for (const character of '%\\&') ESCAPES[character.charCodeAt(0)] = 1;
ESCAPES.fill(1, 0x00, 0x09);
ESCAPES.fill(1, 0x80);

/** Quoted-printable: `=41`, and a line break behind it. */
const EQUALS = 0x3d;

/** One sweep over a short text: can any decoding make something of it? Only where this is true need a decoder look. */
export function mayDecode(bytes: Uint8Array, shortestRun: number): boolean {
  const table = CLASSES.anyBase64;
  let run = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (ESCAPES[byte] === 1) return true;
    if (byte === EQUALS && (CLASSES.hex[bytes[at + 1] ?? 0] === 1 || (bytes[at + 1] ?? 0) < 0x20))
      return true;
    run = table[byte] === 1 ? run + 1 : 0;
    if (run >= shortestRun) return true;
  }
  return false;
}
