import { createHmac } from 'node:crypto';
import type { Finding } from '../detect/finding.ts';
import type { ValueKey } from './hold-events.ts';

/**
 * HMAC-SHA256 with a key of this process over (decoding chain, exact bytes found). Every part is preceded by its
 * length, so no other chain and value have the same encoding: a value raw and the same value in base64 have two keys (S20).
 */
export function valueKeyOf(processKey: Buffer, finding: Pick<Finding, 'matched' | 'decodedVia'>): ValueKey {
  const mac = createHmac('sha256', processKey);
  mac.update(lengthOf(finding.decodedVia.length));
  for (const step of finding.decodedVia) {
    const bytes = Buffer.from(step, 'utf8');
    mac.update(lengthOf(bytes.length)).update(bytes);
  }
  mac.update(finding.matched);
  return mac.digest('hex') as ValueKey;
}

/** What people and logs see of a value: 16 hex that recognise it again and, without the process's key, tell nothing of it. */
export function fingerprintOf(key: ValueKey): string {
  return key.slice(0, 16);
}

function lengthOf(count: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(count);
  return bytes;
}
