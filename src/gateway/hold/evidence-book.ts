import type { ValueKey } from '../../core/approval/hold-events.ts';
import { fingerprintOf } from '../../core/approval/value-key.ts';
import type { Finding } from '../../core/detect/finding.ts';

/** What people recognise a safe token by, besides its fingerprint. */
export interface Evidence {
  readonly kind: string;
  readonly vendor: string | null;
  readonly secret_name: string | null;
}

const MAX_ENTRIES = 4096;

/** Remembers what the values were that people were asked about, for the list of safe tokens. Never the values. */
export class EvidenceBook {
  readonly #entries = new Map<string, Evidence>();

  note(key: ValueKey, finding: Finding): void {
    const fingerprint = fingerprintOf(key);
    this.#entries.delete(fingerprint);
    const { kind, vendor, secretName } = finding;
    this.#entries.set(fingerprint, { kind, vendor, secret_name: secretName });
    if (this.#entries.size <= MAX_ENTRIES) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  of(fingerprint: string): Evidence | null {
    return this.#entries.get(fingerprint) ?? null;
  }
}
