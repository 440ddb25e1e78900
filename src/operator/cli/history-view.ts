import type { ArchivedProposal } from '../../core/approval/queue-port.ts';
import { evidenceOf } from '../../supervisor/token-evidence.ts';
import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';
import { proposalHead, textBlocks } from './proposal-details.ts';
import { idLength } from './proposal-table.ts';
import { labelled, type Row, table } from './table.ts';

/** What was decided and how the rest ended, one a line. */
export function historyTable(items: readonly ArchivedProposal[]): readonly SafeTerminalText[] {
  if (items.length === 0) return [own`no closed proposals`];
  const length = idLength(items.map((item) => item.proposal.id));
  const rows = items.map((item): Row => {
    const { host, kind } = evidenceOf(item.proposal);
    return [
      safeLine(item.proposal.id.slice(0, length)),
      safeLine(timeOf(item), 16),
      endOf(item),
      safeLine(item.response?.decided_by ?? '-', 32),
      safeLine(host ?? '-', 80),
      safeLine(kind ?? item.proposal.tool, 60),
    ];
  });
  return table(
    [
      { title: 'ID' },
      { title: 'WHEN (UTC)' },
      { title: 'ENDED' },
      { title: 'BY', shrinksTo: 6 },
      { title: 'HOST', shrinksTo: 12 },
      { title: 'WHAT', shrinksTo: 10 },
    ],
    rows,
  );
}

export function archivedDetails(item: ArchivedProposal, now: Date): SafeTerminalText[] {
  const { response } = item;
  return [
    ...proposalHead(item.proposal, now),
    labelled('digest', safeLine(item.digest, 64)),
    labelled('ended', own`${endOf(item)} ${safeLine(item.outcome?.closed_at ?? '', 32)}`),
    ...(response === null
      ? []
      : [
          labelled('decided by', safeLine(response.decided_by ?? 'unnamed', 64)),
          labelled('reason', safeLine(response.notes)),
          ...(response.scope === undefined
            ? []
            : [labelled('limits', safeLine(JSON.stringify(response.scope)))]),
        ]),
    own``,
    ...textBlocks(item.proposal),
  ];
}

function endOf(item: ArchivedProposal): SafeTerminalText {
  return safeLine(item.response?.status ?? item.outcome?.reason ?? 'closed', 12);
}

/** `2026-06-24T10:11:12.123Z` → `2026-06-24 10:11` */
function timeOf(item: ArchivedProposal): string {
  const time = item.outcome?.closed_at ?? item.response?.decided_at ?? item.proposal.created_at;
  return time.slice(0, 16).replace('T', ' ');
}
