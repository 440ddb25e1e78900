import type { Proposal, Tool } from '../../../src/core/approval/proposal.ts';
import type { OpenWire } from '../../../src/operator/web/wire.ts';
import { destinationShown, evidenceOf } from '../../../src/supervisor/token-evidence.ts';
import { firstToGiveUp } from '../../../src/supervisor/urgency.ts';
import { spell } from '../text/time.ts';

const TOOLS: Readonly<Record<Tool, string>> = {
  'egress-token-allow': 'Token',
  'gitleaks-allow': 'Gitleaks finding',
  'capability-block': 'Capability',
  allow: 'New route',
  'egress-block': 'New routes file',
};

export function toolName(tool: string): string {
  return Object.entries(TOOLS).find(([name]) => name === tool)?.[1] ?? tool;
}

/** What it is about, in a few words; text from outside may be in it. */
export function titleOf(proposal: Proposal): string {
  const { kind, secretName } = evidenceOf(proposal);
  if (proposal.tool !== 'egress-token-allow') return toolName(proposal.tool);
  return secretName === null ? (kind ?? 'A token') : `${secretName} (${kind ?? 'provisioned secret'})`;
}

/** `https://api.example.com:443`, without the port where it is the scheme's own. */
export function destinationOf(proposal: Proposal): string | null {
  const evidence = evidenceOf(proposal);
  const shown = destinationShown(evidence);
  if (shown === null) return evidence.host;
  return shown.replace(/^(https:.*):443$/, '$1').replace(/^(http:.*):80$/, '$1');
}

/** The first line of what is proposed, for the tools that send no token anywhere. */
export function firstLine(proposal: Proposal): string {
  return proposal.proposed_file.split('\n').find((line) => line.trim() !== '') ?? '';
}

/** The beginning of what the agent wrote about it. */
export function saidLine(proposal: Proposal): string {
  return proposal.justification.split('\n').find((line) => line.trim() !== '') ?? '(nothing)';
}

export function isConfigTool(tool: string): boolean {
  return tool === 'allow' || tool === 'egress-block';
}

/** A provisioned secret on its way to a host that nobody has asked about or sent to before: a second yes is needed (Q17). */
export function needsSecondYes(proposal: Proposal): boolean {
  const { detector, secretName, seenHost } = evidenceOf(proposal);
  return (
    proposal.tool === 'egress-token-allow' &&
    (detector === 'known_secrets' || secretName !== null) &&
    (seenHost ?? 0) === 0
  );
}

export type Urgency = 'now' | 'soon' | 'calm' | 'none';

export interface Patience {
  readonly urgency: Urgency;
  readonly text: string;
}

export function patienceOf(item: OpenWire, now: number): Patience {
  const waiting = item.state?.waiters.length ?? 0;
  if (item.state === null && item.proposal.tool !== 'egress-token-allow')
    return { urgency: 'none', text: 'no hurry' };
  if (waiting === 0) return { urgency: 'none', text: 'nobody waits' };
  const at = firstToGiveUp(item);
  if (at === null) return { urgency: 'calm', text: 'waits patiently' };
  const left = at - now;
  if (left <= 0) return { urgency: 'now', text: 'giving up now' };
  return {
    urgency: left < 20_000 ? 'now' : left < 90_000 ? 'soon' : 'calm',
    text: `gives up in ${spell(left)}`,
  };
}
