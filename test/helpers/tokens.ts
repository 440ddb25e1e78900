import { randomBytes } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Upper-case consonants: six of them in a row stand in nothing that the program writes of itself. */
const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXZ';

function pick(alphabet: string, length: number): string {
  let text = '';
  for (const byte of randomBytes(length * 2)) {
    const limit = 256 - (256 % alphabet.length);
    if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length] ?? '';
  }
  return text.length === length ? text : pick(alphabet, length);
}

function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function base62(value: number, width: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = (BASE62[rest % 62] ?? '') + text;
  return text.padStart(width, '0');
}

/** A random secret in which every six characters are unmistakable. */
export function canary(length = 40): string {
  return pick(CONSONANTS, length);
}

/** A GitHub personal access token, classic: `ghp_`, 30 characters, and their CRC32 in six base62 digits. */
export function githubToken(body: string = pick(BASE62, 30)): string {
  return `ghp_${body}${base62(crc32(body), 6)}`;
}

export function anthropicKey(): string {
  return `sk-ant-api03-${pick(BASE62, 93)}AA`;
}

export function slackToken(): string {
  return `xoxb-${pick('0123456789', 12)}-${pick('0123456789', 12)}-${pick(BASE62, 24)}`;
}
