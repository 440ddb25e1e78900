import type { Tool } from '../../../core/approval/proposal.ts';
import type { QueuedProposal } from '../../../core/approval/queue-port.ts';
import { evidenceOf } from '../../../supervisor/token-evidence.ts';
import { shortDuration } from '../../cli/time-view.ts';
import { hostShown } from '../../host-shown.ts';
import { own, type SafeTerminalText, safeLine } from '../../safe-terminal-text.ts';
import { type Entry, needsSecondKey } from '../state/entry.ts';
import type { State } from '../state/state.ts';
import {
  blanks,
  dim,
  EMPTY_LINE,
  filled,
  type Line,
  line,
  padded,
  plain,
  rightAligned,
  type Span,
  span,
  type Tone,
} from './line.ts';

/** What the tools are called where there is little room. */
const TOOL_NAMES: Readonly<Record<Tool, SafeTerminalText>> = {
  'egress-token-allow': own`token`,
  'gitleaks-allow': own`gitleaks`,
  'capability-block': own`capability`,
  allow: own`allow`,
  'egress-block': own`block`,
};

/** What they are about, where the proposal names nothing that we could vouch for. */
const SUBJECTS: Readonly<Record<Tool, SafeTerminalText>> = {
  'egress-token-allow': own`a token`,
  'gitleaks-allow': own`a finding in a push`,
  'capability-block': own`a capability`,
  allow: own`a route to open`,
  'egress-block': own`a route to close`,
};

/** A client that gives up sooner than this is shown in another tone. */
const URGENT_MS = 15_000;

interface Widths {
  readonly bottle: number;
  readonly host: number;
  readonly what: number;
}

const TIME = 8;
const WAITERS = 4;
const TOOL = 10;
const MARK = 2;
const GAP = 1;

/** The open proposals that fit on the screen; the others cost nothing. */
export function queuePane(state: State, columns: number, rows: number, isInFront: boolean): readonly Line[] {
  const { queue } = state;
  const widths = widthsFor(columns);
  if (queue.shown.length === 0) return [titles(widths), EMPTY_LINE, ...emptyWords(state)];
  const inSight = queue.shown.slice(queue.top, queue.top + rows - 1);
  const lines = inSight.map((id, index) => {
    const entry = queue.entries.get(id);
    if (entry === undefined) return EMPTY_LINE;
    const isUnderCursor = queue.top + index === queue.at;
    const row = rowOf(entry, state.now, widths, isUnderCursor);
    if (!isUnderCursor) return row;
    return isInFront ? { ...filled(row, columns), isCurrent: true as const } : row;
  });
  return [titles(widths), ...lines];
}

function emptyWords(state: State): readonly Line[] {
  if (!state.isLoaded) return [line(dim(own`  Reading the queue…`))];
  if (state.queue.filter !== '') {
    return [line(plain(own`  Nothing fits the filter. `), span('key', own`Esc`), dim(own` takes it away.`))];
  }
  return [
    line(plain(own`  Nothing waits for you.`)),
    line(dim(own`  A request with a credential in it will show up here.`)),
  ];
}

function titles({ bottle, host }: Widths): Line {
  return line(
    dim(own`${blanks(MARK)}${rightAligned(own`GIVES UP`, TIME)} ${rightAligned(own`WAIT`, WAITERS)} `),
    dim(own`${padded(own`TOOL`, TOOL)} ${padded(own`BOTTLE`, bottle)} ${padded(own`HOST`, host)} WHAT`),
  );
}

function rowOf(entry: Entry, now: number, widths: Widths, isUnderCursor: boolean): Line {
  const { proposal, answered } = entry.item;
  const tone: Tone = answered ? 'dim' : isUnderCursor ? 'strong' : 'plain';
  const host = hostCell(entry.item);
  return line(
    isUnderCursor ? span('accent', own`❯ `) : plain(blanks(MARK)),
    timeCell(entry, now),
    plain(blanks(GAP)),
    span(tone, rightAligned(waitersOf(entry), WAITERS)),
    plain(blanks(GAP)),
    span(tone, padded(TOOL_NAMES[proposal.tool], TOOL)),
    plain(blanks(GAP)),
    dim(padded(ascii(proposal.bottle_slug), widths.bottle)),
    plain(blanks(GAP)),
    ...hostSpans(host, tone, widths.host),
    plain(blanks(GAP)),
    whatCell(entry, tone, widths.what),
  );
}

function timeCell(entry: Entry, now: number): Span {
  if (entry.item.answered) return dim(rightAligned(own`answered`, TIME));
  if (entry.givesUpAt === Number.POSITIVE_INFINITY) {
    return dim(rightAligned(entry.waiters > 0 ? own`waits on` : own`-`, TIME));
  }
  const left = entry.givesUpAt - now;
  const text = rightAligned(shortDuration(left), TIME);
  return span(left <= URGENT_MS ? 'warning' : 'plain', text);
}

function waitersOf(entry: Entry): SafeTerminalText {
  return entry.item.state === null ? own`?` : own`${entry.waiters}`;
}

function hostCell(item: QueuedProposal): { readonly text: SafeTerminalText; readonly isOdd: boolean } {
  const { host } = evidenceOf(item.proposal);
  if (host === null) return { text: own`-`, isOdd: false };
  const shown = hostShown(host);
  return { text: shown.mark === null ? shown.text : own`!${shown.text}`, isOdd: shown.mark !== null };
}

/** Only the name itself is marked, and not the room beside it. */
function hostSpans(host: ReturnType<typeof hostCell>, tone: Tone, columns: number): readonly Span[] {
  const name = safeLine(host.text, columns);
  return [span(host.isOdd ? 'danger' : tone, name), plain(blanks(columns - name.length))];
}

/** A secret of ours on its way to a new place is said in words, too: not everybody sees red. */
function whatCell(entry: Entry, tone: Tone, columns: number): Span {
  const { kind, secretName } = evidenceOf(entry.item.proposal);
  if (entry.changed) return span('danger', safeLine('FILE CHANGED', columns));
  if (secretName !== null) {
    const isNew = needsSecondKey(entry) && !entry.item.answered;
    return span(isNew ? 'danger' : tone, safeLine(`${isNew ? 'SECRET ' : ''}${ascii(secretName)}`, columns));
  }
  const words = kind === null ? SUBJECTS[entry.item.proposal.tool] : ascii(kind);
  return span(tone, safeLine(words, columns));
}

/** Text beside which other columns stand is ASCII: terminals do not agree on how wide the rest is. */
function ascii(text: string): SafeTerminalText {
  return safeLine(
    text
      .slice(0, 200)
      .replace(/[^\x20-\x7e]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`),
    200,
  );
}

function widthsFor(columns: number): Widths {
  const room = columns - MARK - TIME - WAITERS - TOOL - 5 * GAP;
  const bottle = Math.min(16, Math.max(6, Math.floor(room * 0.16)));
  const host = Math.max(14, Math.floor((room - bottle) * 0.52));
  return { bottle, host, what: Math.max(8, room - bottle - host) };
}
