import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import { destinationShown, evidenceOf } from '../../supervisor/token-evidence.ts';
import { firstToGiveUp } from '../../supervisor/urgency.ts';
import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';
import { shortDestination } from './destination-view.ts';
import { type Column, type Row, table } from './table.ts';
import { remaining, shortDuration } from './time-view.ts';

/** The open proposals, one a line, in the order given. Ids are whole: scripts take them from here too. */
export function proposalTable(
  items: readonly QueuedProposal[],
  now: Date,
  width: number,
): readonly SafeTerminalText[] {
  if (items.length === 0) return [own`no open proposals`];
  const severalBottles = new Set(items.map((item) => item.proposal.bottle_slug)).size > 1;
  const columns: Column[] = [
    { title: 'ID' },
    ...(severalBottles ? [{ title: 'BOTTLE', shrinksTo: 6 }] : []),
    { title: 'WAITING' },
    { title: 'EXPIRES' },
    { title: 'TO', shrinksTo: 12 },
    { title: 'WHAT', shrinksTo: 10 },
  ];
  const rows = items.map(
    (item): Row => [
      safeLine(item.proposal.id, 64),
      ...(severalBottles ? [safeLine(item.proposal.bottle_slug, 64)] : []),
      waitingOf(item, now),
      item.answered ? own`answered` : remaining(item.proposal.expires_at, now),
      destinationOf(item),
      subjectOf(item),
    ],
  );
  return table(columns, rows, width);
}

/** `2`, or `2, 4s`: how many requests wait, and when the first client gives up. */
function waitingOf(item: QueuedProposal, now: Date): SafeTerminalText {
  if (item.state === null) return own`?`;
  const first = firstToGiveUp(item);
  const count = own`${item.state.waiters.length}`;
  return first === null ? count : own`${count}, ${shortDuration(first - now.getTime())}`;
}

function destinationOf(item: QueuedProposal): SafeTerminalText {
  const destination = destinationShown(evidenceOf(item.proposal));
  return destination === null ? own`-` : shortDestination(destination);
}

function subjectOf(item: QueuedProposal): SafeTerminalText {
  const { kind, secretName } = evidenceOf(item.proposal);
  if (item.proposal.tool !== 'egress-token-allow' || kind === null) return safeLine(item.proposal.tool);
  return secretName === null ? safeLine(kind, 60) : own`${safeLine(kind, 40)} ${safeLine(secretName, 60)}`;
}
