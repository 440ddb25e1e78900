import type { SafeTokenView } from '../../core/approval/safe-tokens.ts';
import type { EvidenceBook } from '../hold/evidence-book.ts';
import type { SafeReport } from './routes.ts';

/** The machine's safe tokens as people read them: wall-clock times, and what the values were. */
export function safeReports(
  tokens: readonly SafeTokenView[],
  evidence: EvidenceBook,
  now: { readonly monotonic: number; readonly wall: number },
  redact: (text: string) => string,
): readonly SafeReport[] {
  return tokens.map((token) => {
    const { fingerprint, destination, usesLeft, expiresAt, approvedAt, proposal } = token;
    const known = evidence.of(fingerprint);
    return {
      fingerprint,
      // A label of the host may be what was found.
      destination: destination === null ? null : redact(destination),
      expires_in_seconds:
        expiresAt === null ? null : Math.max(0, Math.ceil((expiresAt - now.monotonic) / 1000)),
      uses_left: usesLeft,
      since: new Date(now.wall - (now.monotonic - approvedAt)).toISOString(),
      proposal,
      kind: known?.kind ?? null,
      vendor: known?.vendor ?? null,
      secret_name: known?.secret_name ?? null,
    };
  });
}
