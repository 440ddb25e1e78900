import type { RunMemo } from '../engine/run-memo.ts';
import type { Hints } from '../finding.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';

const DOT = 0x2e;
/** A header is short; what is longer is no JWT (RFC 7519 gives no limit, real ones stay under 2 kB). */
const LONGEST_HEADER = 4_096;
/** `{"alg":""}` in base64url. */
const SHORTEST_HEADER = 14;
const LONGEST_PAYLOAD = 65_536;

function jsonObject(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.toString('latin1'), 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function hintsOf(payload: Readonly<Record<string, unknown>> | null): Hints {
  if (payload === null) return {};
  const { iss, exp } = payload;
  const issuer = typeof iss === 'string' && /^[\x21-\x7e]{1,200}$/.test(iss) ? { iss } : {};
  const expiry = typeof exp === 'number' && Number.isSafeInteger(exp) ? { exp } : {};
  return { jwt: { ...issuer, ...expiry } };
}

/** RFC 7515 compact form: three sections, the last may be empty (`alg: none`); RFC 7516: five. */
function find(runs: RunMemo, at: number): readonly FoundSpan[] {
  const { bytes } = runs;
  const headerEnd = runs.end('base64url', at);
  const length = headerEnd - at;
  if (bytes[headerEnd] !== DOT || length < SHORTEST_HEADER || length > LONGEST_HEADER) return [];
  const payloadEnd = runs.end('base64url', headerEnd + 1);
  if (bytes[payloadEnd] !== DOT) return [];
  const header = jsonObject(bytes.subarray(at, headerEnd));
  if (header === null) return [];
  if (typeof header.enc === 'string') return encrypted(runs, at, payloadEnd);
  if (typeof header.alg !== 'string' || payloadEnd - headerEnd < 3) return [];
  const end = runs.end('base64url', payloadEnd + 1);
  if (payloadEnd - headerEnd > LONGEST_PAYLOAD) return [{ start: at, end, confidence: 'medium' }];
  const payload = jsonObject(bytes.subarray(headerEnd + 1, payloadEnd));
  return [{ start: at, end, hints: hintsOf(payload), confidence: payload === null ? 'medium' : 'high' }];
}

function encrypted(runs: RunMemo, at: number, keyEnd: number): readonly FoundSpan[] {
  let end = keyEnd;
  for (let section = 0; section < 3; section++) {
    if (runs.bytes[end] !== DOT) return [];
    end = runs.end('base64url', end + 1);
  }
  return [{ start: at, end, confidence: 'high' }];
}

export const JWT: CustomFormat = {
  shape: 'custom',
  id: 'jwt',
  kind: 'JSON Web Token',
  vendor: null,
  family: 'credentials',
  // base64url of `{"`, and of `{` with a line break or blank behind it.
  anchors: ['eyJ', 'ewog', 'ewoJ', 'eyAi', 'ew0K'],
  confidence: 'high',
  source: 'https://www.rfc-editor.org/rfc/rfc7519',
  checked: '2026-11-22',
  find,
};
