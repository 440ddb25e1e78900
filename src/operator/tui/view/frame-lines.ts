import { isModifiable } from '../../../supervisor/decision.ts';
import { own, type SafeTerminalText, safeLine } from '../../safe-terminal-text.ts';
import { isScopable } from '../state/entry.ts';
import { entryUnder, isOutOfOrder } from '../state/queue.ts';
import type { State } from '../state/state.ts';
import { layoutOf } from './layout.ts';
import { blanks, dim, type Line, line, plain, type Span, span, strong, widthOfLine } from './line.ts';

/** The first row: what this is, how much waits, and what is wrong. */
export function titleLine(state: State, operator: SafeTerminalText): Line {
  const { queue, size, history, help } = state;
  const waiting = queue.entries.size;
  const place = help !== null ? own`help` : history !== null ? own`history` : own`${waiting} open`;
  const left = [
    strong(own` decant`),
    dim(own` · `),
    plain(state.isLoaded || help !== null || history !== null ? place : own`reading the queue`),
    ...(queue.filter === '' || history !== null ? [] : filterSpans(state)),
    ...(history === null && help === null ? outOfSight(state) : []),
    ...(isOutOfOrder(queue) && history === null
      ? [
          dim(own` · `),
          span('warning', own`more urgent below`),
          dim(own`, `),
          span('key', own`u`),
          dim(own` sorts`),
        ]
      : []),
  ];
  const right = [...(state.bell ? [dim(own`bell · `)] : []), dim(own`${operator} · ${clock(state.now)} `)];
  const gap = size.columns - widthOfLine({ spans: left }) - widthOfLine({ spans: right });
  return gap < 1 ? { spans: left } : { spans: [...left, plain(blanks(gap)), ...right] };
}

/** How many are above and below what the list shows. */
function outOfSight({ queue, size }: State): readonly Span[] {
  const below = queue.shown.length - queue.top - layoutOf(size).listRows;
  return [
    ...(queue.top > 0 ? [dim(own` · ${queue.top} above`)] : []),
    ...(below > 0 ? [dim(own` · ${below} below`)] : []),
  ];
}

function filterSpans({ queue }: State): readonly Span[] {
  return [
    dim(own` · filter `),
    span('accent', safeLine(queue.filter, 30)),
    plain(own` ${queue.shown.length} of ${queue.order.length}`),
  ];
}

/** The last row: a notice where there is one, a field that is typed in, or the keys. */
export function footerLine(state: State): Line {
  if (state.filterField !== null) {
    return line(
      span('key', own` /`),
      plain(safeLine(state.filterField.text, 60)),
      span('caret', own` `),
      dim(own`  Enter keeps, Esc clears`),
    );
  }
  if (state.notice !== null) {
    const { tone, text } = state.notice;
    const mark = { good: own`✓`, warning: own`!`, danger: own`!`, plain: own`·` }[tone];
    return line(
      plain(own` `),
      span(tone, own`${mark} ${safeLine(text, Math.max(20, state.size.columns - 4))}`),
    );
  }
  return keysLine(keysOf(state), state.size.columns);
}

/** Where not all keys find room, moving is left out first: people try the arrows anyway. */
function keysLine(keys: Keys, columns: number): Line {
  const all = { spans: keys.flatMap(([key, does], index) => hint(key, does, index === 0)) };
  const [first, ...rest] = keys;
  const isMoving = first !== undefined && first[0] === MOVING;
  return isMoving && widthOfLine(all) > columns ? keysLine(rest, columns) : all;
}

/** The row above the last one, in place of the rule, while the queue is out of reach. */
export function lostLine(state: State): Line | null {
  if (state.lost === null) return null;
  return line(
    span(
      'danger',
      own` ! The queue is out of reach (${safeLine(state.lost, 60)}). Shown is what was seen last.`,
    ),
  );
}

const MOVING = own`j/k`;

type Keys = readonly (readonly [key: SafeTerminalText, does: SafeTerminalText])[];

function keysOf(state: State): Keys {
  const { prompt } = state;
  if (state.help !== null)
    return [
      [MOVING, own`move`],
      [own`Esc`, own`back`],
      [own`q`, own`quit`],
    ];
  switch (prompt?.kind) {
    case 'reason':
      return [
        [own`Enter`, prompt.verdict === 'rejected' ? own`reject` : own`approve`],
        ...(prompt.verdict === 'approved' && state.opened !== null && isScopable(state.opened.entry)
          ? ([[own`Tab`, own`limits`]] as const)
          : []),
        [own`PgDn`, own`read on`],
        [own`Esc`, own`back`],
      ];
    case 'confirm':
      return [[own`Esc`, own`back`]];
    case 'scope':
      return [
        [MOVING, own`move`],
        [own`Space`, own`mark`],
        [own`0-9`, own`type`],
        [own`Enter`, own`keep`],
        [own`Esc`, own`back`],
      ];
    case 'sending':
    case 'editing':
      return [];
    case undefined:
  }
  if (state.history !== null) {
    return [
      [MOVING, own`move`],
      ...(state.history.scroll === null ? ([[own`Enter`, own`open`]] as const) : []),
      [own`Esc`, own`back`],
      [own`?`, own`help`],
      [own`q`, own`quit`],
    ];
  }
  return deciding(state);
}

/** Only what the proposal in front can be answered with is offered. */
function deciding(state: State): Keys {
  const entry = state.opened?.entry ?? entryUnder(state.queue);
  const isOpened = state.opened !== null;
  const commands: Keys =
    entry === null
      ? []
      : [
          [own`a`, own`approve`],
          [own`r`, own`reject`],
          ...(isModifiable(entry.item.proposal.tool) ? ([[own`m`, own`modify`]] as const) : []),
          ...(isScopable(entry) ? ([[own`s`, own`scope`]] as const) : []),
        ];
  return [
    [MOVING, isOpened ? own`scroll` : own`move`],
    isOpened ? [own`Esc`, own`back`] : [own`Enter`, own`open`],
    ...commands,
    [own`h`, own`history`],
    ...(isOpened ? [] : ([[own`/`, own`filter`]] as const)),
    [own`?`, own`help`],
    [own`q`, own`quit`],
  ];
}

function hint(key: SafeTerminalText, does: SafeTerminalText, isFirst: boolean): readonly Span[] {
  return [plain(isFirst ? own` ` : own`  `), span('key', key), dim(own` ${does}`)];
}

function clock(now: number): SafeTerminalText {
  const date = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return safeLine(`${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`);
}
