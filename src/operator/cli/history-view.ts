import type { ArchivedProposal } from '../../core/approval/queue-port.ts';
import { evidenceOf } from '../../supervisor/token-evidence.ts';
import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';
import { proposalHead, textBlocks } from './proposal-details.ts';
import { labelled, type Row, table } from './table.ts';
import { relativeTime } from './time-view.ts';

/** What was decided and how the rest ended, one a line. */
export function historyTable(
  items: readonly ArchivedProposal[],
  now: Date,
  width: number,
): readonly SafeTerminalText[] {
  if (items.length === 0) return [own`no closed proposals`];
  const rows = items.map((item): Row => {
    const { host, kind } = evidenceOf(item.proposal);
    return [
      safeLine(item.proposal.id, 64),
      relativeTime(closedAt(item), now),
      endOf(item),
      safeLine(host ?? '-', 80),
      safeLine(kind ?? item.proposal.tool, 60),
      safeLine(item.response?.notes ?? '', 60),
    ];
  });
  return table(
    [
      { title: 'ID' },
      { title: 'WHEN' },
      { title: 'ENDED' },
      { title: 'HOST', shrinksTo: 10 },
      { title: 'WHAT', shrinksTo: 8 },
      { title: 'REASON', shrinksTo: 6 },
    ],
    rows,
    width,
  );
}

export function archivedDetails(item: ArchivedProposal, now: Date): SafeTerminalText[] {
  const { response } = item;
  return [
    ...proposalHead(item.proposal, now),
    ...labelled('digest', safeLine(item.digest, 64)),
    ...labelled('ended', own`${endOf(item)} ${safeLine(item.outcome?.closed_at ?? '', 32)}`),
    ...(response === null
      ? []
      : [
          ...labelled('decided by', safeLine(response.decided_by ?? 'unnamed', 64)),
          ...labelled('reason', safeLine(response.notes)),
          ...(response.scope === undefined
            ? []
            : [...labelled('limits', safeLine(JSON.stringify(response.scope)))]),
        ]),
    own``,
    ...textBlocks(item.proposal),
  ];
}

function endOf(item: ArchivedProposal): SafeTerminalText {
  return safeLine(item.response?.status ?? item.outcome?.reason ?? 'closed', 12);
}

function closedAt(item: ArchivedProposal): string {
  return item.outcome?.closed_at ?? item.response?.decided_at ?? item.proposal.created_at;
}
