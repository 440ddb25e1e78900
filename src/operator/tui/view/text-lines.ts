import type { Proposal } from '../../../core/approval/proposal.ts';
import { widthOf } from '../../cell-width.ts';
import { own, type SafeTerminalText, safeBlock } from '../../safe-terminal-text.ts';
import { dim, EMPTY_LINE, type Line, line, plain, span, titledRule } from './line.ts';
import { diffOf } from './line-diff.ts';

/** What each line starts with: no text from outside can pass for one of ours, nor for another's (U3). */
const AGENT = own`agent says │ `;
const GATEWAY = own`gateway │ `;

const MAX_LINES = 400;

/** The text of a proposal, each line marked with who wrote it. It stands below all that we say ourselves. */
export function textLines(proposal: Proposal, columns: number): readonly Line[] {
  const isOurs = proposal.tool === 'egress-token-allow';
  const prefix = isOurs ? GATEWAY : AGENT;
  return [
    EMPTY_LINE,
    titledRule(isOurs ? own`request` : own`proposed, in the agent's words`, columns),
    ...block(proposal.proposed_file, prefix, columns),
    EMPTY_LINE,
    titledRule(isOurs ? own`why it was stopped` : own`justification, in the agent's words`, columns),
    ...block(proposal.justification, prefix, columns),
  ];
}

/** What the operator changed in the agent's file. */
export function changeLines(proposed: string, changed: string, columns: number): readonly Line[] {
  const lines = diffOf(proposed, changed);
  const shown = lines.slice(0, MAX_LINES).flatMap(({ sign, text }) => {
    const mark = { '+': own`  yours + │ `, '-': own`agent's - │ `, ' ': own`          │ ` }[sign];
    const tone = sign === '+' ? 'good' : sign === '-' ? 'danger' : 'plain';
    return marked(text, mark, columns, tone);
  });
  return [EMPTY_LINE, titledRule(own`your change`, columns), ...shown];
}

function block(text: string, prefix: SafeTerminalText, columns: number): readonly Line[] {
  return marked(text, prefix, columns, 'plain');
}

function marked(
  text: string,
  prefix: SafeTerminalText,
  columns: number,
  tone: 'plain' | 'good' | 'danger',
): readonly Line[] {
  const width = Math.max(8, columns - widthOf(prefix));
  return safeBlock(text, { prefix: '', maxLines: MAX_LINES, width }).map((piece) =>
    line(dim(prefix), tone === 'plain' ? plain(piece) : span(tone, piece)),
  );
}
