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

/** Letters and digits both, and many different ones: what a generator makes and an identifier seldom is. */
export function looksRandom(_value: Buffer, body: Buffer): Verdict | null {
  let digits = 0;
  let letters = 0;
  for (const byte of body) {
    if (byte >= 48 && byte <= 57) digits++;
    else if ((byte | 32) >= 97 && (byte | 32) <= 122) letters++;
  }
  const wanted = Math.min(8, body.length >> 1);
  return digits >= 2 && letters >= 2 && new Set(body).size >= wanted ? {} : null;
}
