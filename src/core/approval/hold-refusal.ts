import type { Detector } from '../detect/finding.ts';
import type { BlockCode, Outcome } from '../policy/refusal.ts';
import type { HoldFinding } from './hold-events.ts';
import type { Hold } from './holds.ts';
import type { ProposalId } from './proposal.ts';

/** How a held request ends with a 403: what its `refuse` command says. */
export interface HoldRefusal {
  readonly code: BlockCode;
  readonly outcome: Outcome | null;
  readonly detector: Detector | null;
  readonly proposal: ProposalId | null;
}

/** The outcome of one question, or of one finding that came to none. */
export function tokenRefusal(
  outcome: Outcome,
  finding: HoldFinding | undefined,
  proposal?: ProposalId,
): HoldRefusal {
  const detector = finding?.detector ?? null;
  return { code: 'token_detected', outcome, detector, proposal: proposal ?? null };
}

/** An outcome that concerns the whole request names the first question that it still waits for. */
export function wholeRefusal(outcome: Outcome, hold: Hold): HoldRefusal {
  const findings = [...hold.findings.values()];
  const pending = findings.find(({ key }) => hold.questions.has(key));
  if (pending === undefined) return tokenRefusal(outcome, findings[0]);
  return tokenRefusal(outcome, pending, hold.questions.get(pending.key));
}

export function policyRefusal(code: BlockCode): HoldRefusal {
  return { code, outcome: null, detector: null, proposal: null };
}

/** For what cannot wait: nobody was asked, so there is no outcome. */
export function momentRefusal(finding: HoldFinding | undefined): HoldRefusal {
  return { code: 'token_detected', outcome: null, detector: finding?.detector ?? null, proposal: null };
}
