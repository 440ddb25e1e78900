import type { DecisionEntry } from '../core/approval/decision-log.ts';
import type { QueuedProposal } from '../core/approval/queue-port.ts';
import type { Response } from '../core/approval/response.ts';
import { destinationShown, evidenceOf } from './token-evidence.ts';

/** What the decision log keeps of an answer that was the first. */
export function decidedEntry(
  { proposal, digest }: QueuedProposal,
  response: Response,
  now: Date,
): DecisionEntry {
  const evidence = evidenceOf(proposal);
  return {
    event: 'decided',
    at: response.decided_at ?? now.toISOString(),
    proposal: proposal.id,
    digest,
    bottle: proposal.bottle_slug,
    tool: proposal.tool,
    fingerprint: fingerprintIn(evidence.fingerprint),
    destination: destinationShown(evidence),
    status: response.status,
    by: response.decided_by ?? null,
    reason: response.notes,
    scope: response.scope ?? null,
  };
}

/** A proposal is a file, and this stays for ever: only what has the form of a fingerprint is taken for one. */
function fingerprintIn(text: string | null): string | null {
  return text !== null && /^[0-9a-f]{16}$/.test(text) ? text : null;
}
