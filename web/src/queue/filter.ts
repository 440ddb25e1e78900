import type { Proposal } from '../../../src/core/approval/proposal.ts';
import { evidenceOf } from '../../../src/supervisor/token-evidence.ts';
import { titleOf, toolName } from './describe.ts';

/** Every word must stand somewhere in what the proposal is about. */
export function matches(proposal: Proposal, filter: string, more = ''): boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const { host, method, path, kind, vendor, surface, location, fingerprint, secretName } =
    evidenceOf(proposal);
  const text = [
    proposal.id,
    proposal.tool,
    toolName(proposal.tool),
    proposal.bottle_slug,
    titleOf(proposal),
    host,
    method,
    path,
    kind,
    vendor,
    surface,
    location,
    fingerprint,
    secretName,
    more,
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
