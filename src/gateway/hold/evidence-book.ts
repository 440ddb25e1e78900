import type { ValueKey } from '../../core/approval/hold-events.ts';
import { fingerprintOf } from '../../core/approval/value-key.ts';
import type { Finding } from '../../core/detect/finding.ts';
import { RecentMap } from '../../core/recent-map.ts';

/** What people recognise a safe token by, besides its fingerprint. */
export interface Evidence {
  readonly kind: string;
  readonly vendor: string | null;
  readonly secret_name: string | null;
}

const MAX_ENTRIES = 4096;

/** Remembers what the values were that people were asked about, for the list of safe tokens. Never the values. */
export class EvidenceBook {
  readonly #entries = new RecentMap<string, Evidence>(MAX_ENTRIES);

  note(key: ValueKey, finding: Finding): void {
    const { kind, vendor, secretName } = finding;
    this.#entries.set(fingerprintOf(key), { kind, vendor, secret_name: secretName });
  }

  of(fingerprint: string): Evidence | null {
    return this.#entries.get(fingerprint) ?? null;
  }
}
