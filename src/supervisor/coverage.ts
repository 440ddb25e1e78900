import type { Proposal } from '../core/approval/proposal.ts';
import type { ResponseScope } from '../core/approval/response.ts';
import { isModifiable } from './decision.ts';
import { destinationShown, evidenceOf } from './token-evidence.ts';

/** How many hosts a sentence names before it only counts. */
const NAMED_HOSTS = 6;

/**
 * What an approval lets through, in one plain sentence for the person who gives it:
 * `this value, to https://api.example.com:443 only, for 10 minutes or 3 requests, until the gateway restarts`.
 * `allowedHosts` are the host patterns of the bottle's routes, null where the view cannot know them. The sentence holds
 * text of the proposal: a view has to sanitise it.
 */
export function coverageOf(
  proposal: Proposal,
  scope: ResponseScope | undefined,
  allowedHosts: readonly string[] | null,
): string {
  if (isModifiable(proposal.tool))
    return 'nothing by itself: the answer is recorded, and no route changes yet';
  if (proposal.tool !== 'egress-token-allow') return `what this ${proposal.tool} proposal says, once`;
  const limits = [durationOf(scope?.ttl_seconds), usesOf(scope?.uses)].filter((limit) => limit !== null);
  return [
    'this value',
    destinationsOf(proposal, scope, allowedHosts),
    ...(limits.length === 0 ? [] : [limits.join(' and at most ')]),
    'until the gateway restarts',
  ].join(', ');
}

function destinationsOf(
  proposal: Proposal,
  scope: ResponseScope | undefined,
  allowedHosts: readonly string[] | null,
): string {
  const evidence = evidenceOf(proposal);
  if (scope?.host_only === true || evidence.scope !== 'bottle') {
    return `to ${destinationShown(evidence) ?? 'the host of this proposal'} only`;
  }
  if (allowedHosts === null) return 'to any host that the bottle is allowed to reach';
  const named = allowedHosts.slice(0, NAMED_HOSTS).join(', ');
  const more = allowedHosts.length > NAMED_HOSTS ? ', …' : '';
  return `to any allowed host (${allowedHosts.length} of them: ${named}${more})`;
}

function usesOf(uses: number | undefined): string | null {
  if (uses === undefined) return null;
  return uses === 1 ? '1 request' : `${uses} requests`;
}

function durationOf(seconds: number | undefined): string | null {
  return seconds === undefined ? null : `for ${spellDuration(seconds)}`;
}

/** `90` → `1 minute 30 seconds`. */
export function spellDuration(seconds: number): string {
  const units: readonly (readonly [name: string, size: number])[] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? '0 seconds' : parts.slice(0, 2).join(' ');
}
