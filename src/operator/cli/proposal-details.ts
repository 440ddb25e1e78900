import type { Proposal, ProposalState } from '../../core/approval/proposal.ts';
import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import { destinationShown, evidenceOf, type TokenEvidence } from '../../supervisor/token-evidence.ts';
import { own, type SafeTerminalText, safeBlock, safeLine } from '../safe-terminal-text.ts';
import { labelled } from './table.ts';
import { relativeTime } from './time-view.ts';

/** What a line of a file's text starts with: no text from outside can pass for a line of ours (U3). */
const PREFIX = '  | ';

const SHOWN_WAITERS = 5;

/** One open proposal in full: what leaves and to whom first, text that an agent may have written last. */
export function proposalDetails(item: QueuedProposal, coverage: string, now: Date): SafeTerminalText[] {
  return [
    ...proposalHead(item.proposal, now),
    ...waitingLines(item.state, now),
    ...(item.answered ? [...labelled('answered', own`an answer lies in the queue already`)] : []),
    ...labelled('digest', safeLine(item.digest, 64)),
    ...labelled('approving', own`lets through ${safeLine(coverage)}`),
    own``,
    ...textBlocks(item.proposal),
  ];
}

export function proposalHead(proposal: Proposal, now: Date): SafeTerminalText[] {
  return [
    ...labelled('proposal', safeLine(proposal.id, 128)),
    ...labelled('tool', safeLine(proposal.tool, 40)),
    ...labelled('bottle', safeLine(proposal.bottle_slug, 64)),
    ...(proposal.tool === 'egress-token-allow' ? evidenceLines(evidenceOf(proposal)) : []),
    ...labelled('asked', relativeTime(proposal.created_at, now)),
    ...labelled('expires', relativeTime(proposal.expires_at, now)),
  ];
}

export function textBlocks(proposal: Proposal): SafeTerminalText[] {
  return [
    ...safeBlock(proposal.proposed_file, { prefix: PREFIX }),
    own``,
    ...safeBlock(proposal.justification, { prefix: PREFIX, maxLines: 40 }),
  ];
}

function evidenceLines(evidence: TokenEvidence): SafeTerminalText[] {
  const { method, path, kind, checksum, confidence, surface, location } = evidence;
  const destination = destinationShown(evidence);
  return [
    ...labelled('to', joined([method, destination === null ? null : `${destination}${path ?? ''}`], ' ')),
    ...labelled(
      'found',
      own`${safeLine(kind ?? 'a token', 80)} (${joined([evidence.detector, confidence === null ? null : `${confidence} confidence`, checksum === null || checksum === 'none' ? null : `checksum ${checksum}`], ', ')})`,
    ),
    ...labelled(
      'where',
      joined(
        [
          surface,
          location,
          evidence.decodedVia.length === 0 ? null : `decoded via ${evidence.decodedVia.join(', ')}`,
        ],
        ', ',
      ),
    ),
    ...optional('secret', evidence.secretName),
    ...(evidence.newDestination
      ? labelled('WARNING', own`a provisioned secret to a place that no approved value has gone to before`)
      : []),
    ...optional('issuer', evidence.issuer),
    ...optional('valid until', evidence.expires === null ? null : dateOf(evidence.expires)),
    ...optional('aws account', evidence.awsAccount),
    ...optional('fingerprint', evidence.fingerprint),
    ...seenLine(evidence),
  ];
}

function seenLine({ seenValue, seenHost }: TokenEvidence): SafeTerminalText[] {
  if (seenValue === null || seenHost === null) return [];
  return [...labelled('seen before', own`this value ${seenValue} times, this host ${seenHost} times`)];
}

function waitingLines(state: ProposalState | null, now: Date): SafeTerminalText[] {
  if (state === null) return [];
  const waiters = state.waiters.slice(0, SHOWN_WAITERS).map((waiter) => {
    const patience =
      waiter.gives_up_at === null ? own`waits on` : own`gives up ${relativeTime(waiter.gives_up_at, now)}`;
    return own`             ${safeLine(waiter.client, 60)}, since ${relativeTime(waiter.since, now)}, ${patience}`;
  });
  const more = state.waiters.length - waiters.length;
  return [
    ...labelled('waiting', own`${state.waiters.length} now; ${state.requests} so far`),
    ...waiters,
    ...(more > 0 ? [own`             and ${more} more`] : []),
  ];
}

function optional(label: string, value: string | null): SafeTerminalText[] {
  return value === null ? [] : [...labelled(label, safeLine(value, 200))];
}

function joined(parts: readonly (string | null)[], separator: string): SafeTerminalText {
  const text = parts.filter((part) => part !== null).join(separator);
  return text === '' ? own`unknown` : safeLine(text, 400);
}

function dateOf(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString();
}
