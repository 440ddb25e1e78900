import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** Bytes of a key that is worth the name. */
export const MIN_KEY_BYTES = 16;

/** A response, as far as keying it goes. */
interface Keyed {
  readonly mac?: string;
}

/** HMAC-SHA256 (hex) over the canonical JSON of the response without `mac`; the key is the whole content of the key file. */
export function macOf(key: Buffer, response: Keyed): string {
  const { mac: _, ...content } = response;
  return createHmac('sha256', key).update(canonicalJson(content)).digest('hex');
}

export function signed<T extends Keyed>(key: Buffer, response: T): T & { readonly mac: string } {
  return { ...response, mac: macOf(key, response) };
}

/** False for a response without a mac as well. */
export function hasValidMac(key: Buffer, response: Keyed): boolean {
  const expected = Buffer.from(macOf(key, response), 'utf8');
  const given = Buffer.from(response.mac ?? '', 'utf8');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
