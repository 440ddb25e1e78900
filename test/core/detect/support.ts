import { gzipSync } from 'node:zlib';
import type { Detector } from '../../../src/core/detect/finding.ts';
import type { SafePredicate } from '../../../src/core/detect/scan-result.ts';
import { type KnownSecret, Scanner } from '../../../src/core/detect/scanner.ts';
import type { CanonicalRequest } from '../../../src/core/http/request.ts';
import { parseAuthority } from '../../../src/core/http/target.ts';

export const BOTH: ReadonlySet<Detector> = new Set<Detector>(['token_patterns', 'known_secrets']);
export const NOTHING_SAFE: SafePredicate = () => false;

/** A seeded generator (mulberry32): the same numbers in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function randomText(random: () => number, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function secretOf(value: string | Buffer, name = 'EGRESS_TOKEN_TEST', approvable = true): KnownSecret {
  return { name, value: Buffer.from(value), approvable };
}

export function scannerFor(...secrets: readonly KnownSecret[]): Scanner {
  return new Scanner({ families: ['credentials', 'keys'], secrets, decodedBytes: 8 * 1024 * 1024 });
}

type RequestParts = Partial<Omit<CanonicalRequest, 'body' | 'target'>> & { readonly body?: string | Buffer };

export function requestOf(parts: RequestParts = {}): CanonicalRequest {
  const parsed = parseAuthority('api.example.com', 'https', { defaultPort: 443 });
  if (!parsed.ok) throw new Error('test target');
  return {
    method: 'POST',
    target: parsed.target,
    authority: 'api.example.com',
    path: '/v1/ingest',
    headers: [],
    trailers: [],
    ...parts,
    body: Buffer.from(parts.body ?? ''),
  };
}

/** One step of encoding, by the name that a finding gives it. */
export const ENCODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  base64: (bytes) => Buffer.from(bytes.toString('base64')),
  unpadded: (bytes) => Buffer.from(bytes.toString('base64').replace(/=+$/, '')),
  base64url: (bytes) => Buffer.from(bytes.toString('base64url')),
  hex: (bytes) => Buffer.from(bytes.toString('hex')),
  HEX: (bytes) => Buffer.from(bytes.toString('hex').toUpperCase()),
  percent: (bytes) =>
    Buffer.from([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
  partial: (bytes) =>
    Buffer.from(
      [...bytes]
        .map((byte, i) =>
          i % 3 === 1 ? `%${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte),
        )
        .join(''),
    ),
  json: (bytes) =>
    Buffer.from([...bytes].map((byte) => `\\u00${byte.toString(16).padStart(2, '0')}`).join('')),
  reversed: (bytes) => Buffer.from(bytes).reverse(),
  utf16: (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  shifted: (bytes) =>
    Buffer.from(Buffer.concat([Buffer.from('k'), bytes, Buffer.from('zz')]).toString('base64')),
  gzip: (bytes) => Buffer.from(gzipSync(bytes).toString('base64')),
};

/** What may go where: bytes that a header or a path cannot hold are left to the body. */
export function isFieldText(bytes: Buffer): boolean {
  return bytes.every((byte) => byte > 0x20 && byte < 0x7f && byte !== 0x3b && byte !== 0x23);
}
