import { createHash } from 'node:crypto';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const CHECKSUM_LENGTH = 4;
/** An extended key has 111 characters; the arithmetic is quadratic. */
const LONGEST = 120;

/** The payload of a Base58Check text (version byte included); null where it is none or its checksum is wrong. */
export function base58Check(text: string): Buffer | null {
  const bytes = base58(text);
  if (bytes === null || bytes.length <= CHECKSUM_LENGTH) return null;
  const payload = bytes.subarray(0, -CHECKSUM_LENGTH);
  const sum = sha256(sha256(payload)).subarray(0, CHECKSUM_LENGTH);
  return sum.equals(bytes.subarray(-CHECKSUM_LENGTH)) ? payload : null;
}

function base58(text: string): Buffer | null {
  if (text.length === 0 || text.length > LONGEST) return null;
  let value = 0n;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = value * 58n + BigInt(digit);
  }
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  const hex = value === 0n ? '' : value.toString(16);
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex')]);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
