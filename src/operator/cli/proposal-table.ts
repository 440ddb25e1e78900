import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import { destinationShown, evidenceOf } from '../../supervisor/token-evidence.ts';
import { firstToGiveUp } from '../../supervisor/urgency.ts';
import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';
import { type Column, type Row, table } from './table.ts';
import { remaining, shortDuration } from './time-view.ts';

const SHORTEST_ID = 8;

/** The open proposals, one a line, in the order given. */
export function proposalTable(items: readonly QueuedProposal[], now: Date): readonly SafeTerminalText[] {
  if (items.length === 0) return [own`no open proposals`];
  const bottles = new Set(items.map((item) => item.proposal.bottle_slug));
  const length = idLength(items.map((item) => item.proposal.id));
  const columns: Column[] = [
    { title: 'ID' },
    ...(bottles.size > 1 ? [{ title: 'BOTTLE', shrinksTo: 8 }] : []),
    { title: 'WAIT' },
    { title: 'PATIENCE' },
    { title: 'EXPIRES' },
    { title: 'TO', shrinksTo: 16 },
    { title: 'WHAT', shrinksTo: 12 },
  ];
  const rows = items.map((item): Row => {
    const first = firstToGiveUp(item);
    return [
      safeLine(item.proposal.id.slice(0, length)),
      ...(bottles.size > 1 ? [safeLine(item.proposal.bottle_slug, 64)] : []),
      item.state === null ? own`?` : own`${item.state.waiters.length}`,
      first === null ? own`-` : shortDuration(first - now.getTime()),
      item.answered ? own`answered` : remaining(item.proposal.expires_at, now),
      destinationOf(item),
      subjectOf(item),
    ];
  });
  return table(columns, rows);
}

/** The shortest cut that still tells all ids apart. */
export function idLength(ids: readonly string[]): number {
  const longest = Math.max(SHORTEST_ID, ...ids.map((id) => id.length));
  for (let length = SHORTEST_ID; length < longest; length += 1) {
    if (new Set(ids.map((id) => id.slice(0, length))).size === new Set(ids).size) return length;
  }
  return longest;
}

function destinationOf(item: QueuedProposal): SafeTerminalText {
  const destination = destinationShown(evidenceOf(item.proposal));
  return destination === null ? own`-` : safeLine(destination.replace(/^https:\/\/(.*):443$/, '$1'), 80);
}

function subjectOf(item: QueuedProposal): SafeTerminalText {
  const { kind, secretName } = evidenceOf(item.proposal);
  if (item.proposal.tool !== 'egress-token-allow' || kind === null) return safeLine(item.proposal.tool);
  return secretName === null ? safeLine(kind, 60) : own`${safeLine(kind, 40)} ${safeLine(secretName, 60)}`;
}
