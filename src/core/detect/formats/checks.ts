import { crc32 } from 'node:zlib';
import type { Verdict } from '../format.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A CRC32 as GitHub and npm write it: base62 (digits, capitals, small letters), padded to six. */
export function crc32Base62(payload: Buffer | string): string {
  let rest = crc32(payload);
  let text = '';
  while (rest > 0) {
    text = (BASE62[rest % 62] ?? '') + text;
    rest = Math.floor(rest / 62);
  }
  return text.padStart(6, '0');
}

/** The last six characters of the body are the CRC32 of what stands before them. */
export function crc32Tail(_value: Buffer, body: Buffer): Verdict {
  const cut = body.length - 6;
  if (cut <= 0) return { checksum: 'invalid' };
  const valid = crc32Base62(body.subarray(0, cut)) === body.toString('latin1', cut);
  return { checksum: valid ? 'valid' : 'invalid' };
}

/** So often, per character, does a generated text change between capitals, small letters, digits and the rest. */
const OFTEN = 0.45;
const SELDOM = 0.3;

interface Texture {
  readonly digits: number;
  readonly capitals: number;
  readonly smalls: number;
  /** Neighbours of different kinds, per character. */
  readonly changes: number;
}

function textureOf(body: Buffer): Texture {
  const counts = [0, 0, 0, 0];
  let changes = 0;
  let last = -1;
  for (const byte of body) {
    const kind = kindOf(byte);
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (last >= 0 && kind !== last) changes++;
    last = kind;
  }
  const [digits = 0, capitals = 0, smalls = 0] = counts;
  return { digits, capitals, smalls, changes: changes / Math.max(1, body.length) };
}

function kindOf(byte: number): 0 | 1 | 2 | 3 {
  if (byte >= 48 && byte <= 57) return 0;
  if (byte >= 65 && byte <= 90) return 1;
  return byte >= 97 && byte <= 122 ? 2 : 3;
}

/**
 * What a generator makes and an identifier seldom is: letters with digits among them, or kinds of letters that change at
 * nearly every character; and many different ones.
 */
export function looksRandom(_value: Buffer, body: Buffer): Verdict | null {
  const { digits, capitals, smalls, changes } = textureOf(body);
  if (capitals + smalls < 2 || new Set(body).size < Math.min(8, body.length >> 1)) return null;
  const isMixed = digits >= 2 || (digits === 1 && changes >= SELDOM) || changes >= OFTEN;
  return isMixed ? {} : null;
}

/** Capitals and small letters, and digits or a very mixed order: stricter than {@link looksRandom}, for short prefixes. */
export function looksGenerated(value: Buffer, body: Buffer): Verdict | null {
  const { digits, capitals, smalls, changes } = textureOf(body);
  if (capitals === 0 || smalls === 0 || (digits === 0 && changes < OFTEN)) return null;
  return looksRandom(value, body);
}

/** Eight hexadecimal digits at the end are the CRC32, its lowest byte first, of what stands before the last underscore. */
export function crc32HexTail(value: Buffer): Verdict {
  const cut = value.lastIndexOf('_');
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(value.subarray(0, Math.max(0, cut))));
  return { checksum: checksum.toString('hex') === value.toString('latin1', cut + 1) ? 'valid' : 'invalid' };
}
