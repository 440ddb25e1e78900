import { digestOf, serialiseProposal } from '../../../../src/core/approval/proposal.ts';
import type { QueuedProposal } from '../../../../src/core/approval/queue-port.ts';
import { own } from '../../../../src/operator/safe-terminal-text.ts';
import type { KeyName } from '../../../../src/operator/tui/input/input.ts';
import { InputParser } from '../../../../src/operator/tui/input/input-parser.ts';
import type { Effect, Event } from '../../../../src/operator/tui/state/events.ts';
import { reduce } from '../../../../src/operator/tui/state/reduce.ts';
import { initialState, type Size, type State } from '../../../../src/operator/tui/state/state.ts';
import { footerLine, lostLine, titleLine } from '../../../../src/operator/tui/view/frame-lines.ts';
import { frontPanes } from '../../../../src/operator/tui/view/front-panes.ts';
import { layoutOf } from '../../../../src/operator/tui/view/layout.ts';
import type { Line } from '../../../../src/operator/tui/view/line.ts';
import { NOW, type ProposalChanges, proposal, state as stateOf } from '../../../supervisor/proposals.ts';

export const SMALL: Size = { columns: 80, rows: 24 };
export const LARGE: Size = { columns: 200, rows: 50 };

type Untimed<E> = E extends Event ? Omit<E, 'at'> : never;

/** A person at the view: what is pressed, what happens, what follows. Between two steps a second passes, unless said otherwise. */
export class Desk {
  state: State;
  readonly effects: Effect[] = [];
  #at = 10_000;
  readonly #allowedHosts: readonly string[] | null;

  constructor(
    items: readonly QueuedProposal[] = [],
    size: Size = SMALL,
    allowedHosts: readonly string[] | null = null,
  ) {
    this.#allowedHosts = allowedHosts;
    this.state = initialState({ size, now: NOW.getTime(), at: this.#at, bell: false });
    this.hears({ kind: 'queue_read', items });
  }

  /** Something happens outside. */
  hears(event: Untimed<Event>, after = 1_000): this {
    this.#at += after;
    const { state, effects } = reduce(this.state, { ...event, at: this.#at });
    this.state = state;
    this.effects.push(...effects);
    return this;
  }

  /** Keys, each on its own: characters, or names of keys as `Enter`. */
  presses(...keys: readonly string[]): this {
    for (const key of keys) this.#press(key, 1_000);
    return this;
  }

  /** The same, with next to no time between them. */
  pressesFast(...keys: readonly string[]): this {
    for (const key of keys) this.#press(key, 5);
    return this;
  }

  /** What the terminal sends in one piece. */
  receives(bytes: string, after = 1_000): this {
    for (const input of new InputParser().push(bytes)) this.hears({ kind: 'input', input }, after);
    return this;
  }

  get decisions() {
    return this.effects.flatMap((effect) => (effect.kind === 'decide' ? [effect.request] : []));
  }

  /** The screen as text, row by row. */
  get rows(): readonly string[] {
    const layout = layoutOf(this.state.size);
    const panes = frontPanes(this.state, layout, this.#allowedHosts);
    const body = Array.from({ length: layout.bodyRows }, (_, row) =>
      panes.map((pane) => textOf(pane.lines[row]).padEnd(pane.columns)).join('│'),
    );
    const lost = lostLine(this.state);
    return [
      textOf(titleLine(this.state, own`ada`)),
      ...body,
      ...(lost === null ? [] : [textOf(lost)]),
      textOf(footerLine(this.state)),
    ];
  }

  get screen(): string {
    return this.rows.join('\n');
  }

  #press(key: string, after: number): void {
    const name = KEYS.get(key);
    if (name === undefined)
      this.hears({ kind: 'input', input: { kind: 'character', character: key } }, after);
    else this.hears({ kind: 'input', input: { kind: 'key', key: name } }, after);
  }
}

const KEYS: ReadonlyMap<string, KeyName> = new Map<string, KeyName>([
  ['Enter', 'enter'],
  ['Esc', 'escape'],
  ['Tab', 'tab'],
  ['Up', 'up'],
  ['Down', 'down'],
  ['PgDn', 'page_down'],
  ['PgUp', 'page_up'],
  ['Home', 'home'],
  ['End', 'end'],
  ['F1', 'f1'],
  ['F2', 'f2'],
  ['F3', 'f3'],
  ['F4', 'f4'],
  ['Backspace', 'backspace'],
  ['Ctrl-C', 'ctrl_c'],
]);

function textOf(line: Line | undefined): string {
  return (line?.spans ?? []).map((span) => span.text).join('');
}

/** An open proposal as the queue lists it; `givesUpAt` are its waiters' patience. */
export function open(
  number: number,
  changes: ProposalChanges = {},
  givesUpAt: readonly (string | null)[] = [],
): QueuedProposal {
  const of = proposal(number, changes);
  return {
    proposal: of,
    digest: digestOf(serialiseProposal(of)),
    state: stateOf(...givesUpAt),
    answered: false,
  };
}

/** Seconds after the beginning of the conversation, as a time. */
export function seconds(count: number): string {
  return new Date(NOW.getTime() + count * 1000).toISOString();
}
