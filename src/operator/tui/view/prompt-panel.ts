import { evidenceOf } from '../../../supervisor/token-evidence.ts';
import { hostShown } from '../../host-shown.ts';
import { own, type SafeTerminalText, safeLine } from '../../safe-terminal-text.ts';
import type { TextField } from '../input/text-field.ts';
import { isScopable } from '../state/entry.ts';
import { CONFIRMING, PRESETS } from '../state/reason.ts';
import type { ConfirmPrompt, Opened, ReasonPrompt, ScopePrompt, State, Verdict } from '../state/state.ts';
import { coverageLine } from './coverage-line.ts';
import {
  blanks,
  dim,
  EMPTY_LINE,
  type Line,
  line,
  paragraph,
  plain,
  type Span,
  span,
  titledRule,
} from './line.ts';

const TITLES: Readonly<Record<Verdict, SafeTerminalText>> = {
  approved: own`Approve`,
  modified: own`Approve as modified`,
  rejected: own`Reject`,
};

/** What stands below a proposal while it is decided on; empty where nothing is asked. */
export function promptPanel(
  state: State,
  opened: Opened,
  columns: number,
  allowedHosts: readonly string[] | null,
): readonly Line[] {
  const { prompt } = state;
  switch (prompt?.kind) {
    case 'reason':
      return reasonPanel(state, opened, prompt, columns, allowedHosts);
    case 'confirm':
      return confirmPanel(opened, prompt, columns);
    case 'scope':
      return scopePanel(state, opened, prompt, columns, allowedHosts);
    case 'sending':
      return [titledRule(TITLES[prompt.reason.verdict], columns), line(dim(own`Writing the answer…`))];
    case 'editing':
      return [titledRule(own`Modify`, columns), line(dim(own`The editor is open.`))];
    default:
      return [];
  }
}

function reasonPanel(
  state: State,
  { entry }: Opened,
  prompt: ReasonPrompt,
  columns: number,
  allowedHosts: readonly string[] | null,
): readonly Line[] {
  const isApproval = prompt.verdict !== 'rejected';
  return [
    titledRule(TITLES[prompt.verdict], columns),
    ...(isApproval
      ? paragraph('plain', coverageLine(state, entry, prompt, allowedHosts), columns)
      : [line(plain(own`Those who wait get their refusal; the same value is asked for again later.`))]),
    line(dim(isApproval ? own`Reason ` : own`Reason (may be empty) `)),
    fieldLine(prompt.field, columns),
    ...(prompt.fault === null
      ? [EMPTY_LINE]
      : paragraph('warning', own`! ${safeLine(prompt.fault, 300)}`, columns)),
    ...presetLines(columns),
  ];
}

/** The end of a long text is seen, where the caret stands. */
function fieldLine(field: TextField, columns: number): Line {
  const characters = [...field.text];
  const room = Math.max(4, Math.floor(columns / 2) - 2);
  const from = Math.max(0, field.caret - room);
  const before = safeLine(characters.slice(from, field.caret).join(''), columns);
  const under = characters[field.caret];
  const after = safeLine(characters.slice(field.caret + 1, field.caret + room).join(''), columns);
  return line(
    span('accent', from > 0 ? own`…` : own`❯`),
    plain(own` `),
    plain(before),
    span('caret', under === undefined ? own` ` : safeLine(under, 12)),
    plain(after),
  );
}

function presetLines(columns: number): readonly Line[] {
  const pieces = PRESETS.map(({ label, text }): readonly Span[] => [
    span('key', safeLine(label)),
    dim(own` ${safeLine(text)}`),
  ]);
  const isOneLine = columns >= 100;
  const [a = [], b = [], c = [], d = []] = pieces;
  const gap = plain(own`   `);
  if (isOneLine) return [line(...a, gap, ...b, gap, ...c, gap, ...d)];
  return [line(...column(a), ...b), line(...column(c), ...d)];
}

const PRESET_COLUMNS = 28;

function column(spans: readonly Span[]): readonly Span[] {
  const width = spans.reduce((sum, part) => sum + part.text.length, 0);
  return [...spans, plain(blanks(PRESET_COLUMNS - width))];
}

function confirmPanel({ entry }: Opened, prompt: ConfirmPrompt, columns: number): readonly Line[] {
  const { secretName, host } = evidenceOf(entry.item.proposal);
  const secret = secretName === null ? own`a secret of yours` : own`your secret ${safeLine(secretName, 80)}`;
  const to = host === null ? own`a host that is not named` : hostShown(host).text;
  return [
    titledRule(own`A second key is needed`, columns),
    ...paragraph('danger', own`DANGER: this sends ${secret} to ${to}, which was not seen before.`, columns),
    ...paragraph('plain', own`Reason: ${safeLine(prompt.reason.field.text, 200)}`, columns).slice(0, 2),
    line(span('key', safeLine(CONFIRMING)), plain(own` (capital) approves.  Any other key goes back.`)),
  ];
}

function scopePanel(
  state: State,
  { entry }: Opened,
  prompt: ScopePrompt,
  columns: number,
  allowedHosts: readonly string[] | null,
): readonly Line[] {
  const row = (index: number, label: SafeTerminalText, ...value: readonly Span[]): Line =>
    line(
      prompt.row === index ? span('accent', own`❯ `) : plain(own`  `),
      span(prompt.row === index ? 'strong' : 'plain', label),
      ...value,
    );
  return [
    titledRule(own`Limits of the approval`, columns),
    row(
      0,
      own`host only  `,
      plain(prompt.hostOnly ? own`[x]` : own`[ ]`),
      dim(own`  only where it was going`),
    ),
    row(
      1,
      own`minutes    `,
      ...numberSpans(prompt.minutes, prompt.row === 1),
      dim(own`  empty: no limit in time`),
    ),
    row(
      2,
      own`uses       `,
      ...numberSpans(prompt.uses, prompt.row === 2),
      dim(own`  empty: no limit in number`),
    ),
    ...(prompt.fault === null
      ? [EMPTY_LINE]
      : paragraph('warning', own`! ${safeLine(prompt.fault)}`, columns)),
    ...(isScopable(entry)
      ? paragraph('dim', own`Now: ${coverageLine(state, entry, null, allowedHosts)}`, columns)
      : []),
  ];
}

function numberSpans(field: TextField, isCurrent: boolean): readonly Span[] {
  const text = safeLine(field.text, 8);
  return isCurrent
    ? [plain(own`[${text}`), span('caret', own` `), plain(own`]`)]
    : [plain(own`[${text}${text === '' ? own` ` : own``}]`)];
}
