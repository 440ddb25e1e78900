import { isUtf8 } from 'node:buffer';

export interface DecodedText {
  readonly text: string;
  /** The bytes end inside a character that could still become a valid one. */
  readonly cutCharacter: boolean;
}

/** Decodes UTF-8 (RFC 3629) without ever replacing anything; null where no continuation could make the bytes valid. */
export function decodeUtf8(bytes: Buffer): DecodedText | null {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), cutCharacter: false };
  for (let tail = 1; tail <= Math.min(3, bytes.length); tail++) {
    const whole = bytes.subarray(0, bytes.length - tail);
    if (isUtf8(whole) && beginsCharacter(bytes.subarray(bytes.length - tail))) {
      return { text: whole.toString('utf8'), cutCharacter: true };
    }
  }
  return null;
}

/** Is this a proper beginning of one well-formed character? (RFC 3629, section 4) */
function beginsCharacter(bytes: Buffer): boolean {
  const [lead = 0, second, third] = bytes;
  const length = lengthByLead(lead);
  if (bytes.length >= length) return false;
  if (second !== undefined && !isSecond(lead, second)) return false;
  return third === undefined || (third >= 0x80 && third <= 0xbf);
}

function lengthByLead(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** The second byte carries what keeps over-long forms, surrogates and code points past U+10FFFF out. */
function isSecond(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0 && second <= 0xbf;
  if (lead === 0xed) return second >= 0x80 && second <= 0x9f;
  if (lead === 0xf0) return second >= 0x90 && second <= 0xbf;
  if (lead === 0xf4) return second >= 0x80 && second <= 0x8f;
  return second >= 0x80 && second <= 0xbf;
}
