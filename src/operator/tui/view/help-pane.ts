import { own, type SafeTerminalText } from '../../safe-terminal-text.ts';
import { dim, EMPTY_LINE, type Line, line, padded, plain, span, strong } from './line.ts';

const KEYS: readonly (readonly [keys: SafeTerminalText, does: SafeTerminalText])[] = [
  [own`j k  ↓ ↑`, own`move; g G or Home End: first and last; PgUp PgDn: a page`],
  [own`Enter`, own`open the proposal; Esc goes back; n p: the next, the one before`],
  [own`a`, own`approve: asks for the reason, then Enter decides`],
  [own`r`, own`reject: those who wait get their refusal`],
  [own`m`, own`modify the file in $EDITOR, then approve it (allow, egress-block only)`],
  [own`s`, own`limits of an approval: this host only, minutes, uses; Tab while a reason is typed`],
  [own`h`, own`what was decided, by whom and why`],
  [own`/`, own`filter by host, kind, secret, bottle, tool or id; Esc takes it away`],
  [own`u`, own`order all by urgency again; new ones never move what is at or above the cursor`],
  [own`b`, own`ring the bell when something new arrives, or no longer`],
  [own`F1 to F4`, own`while a reason is typed: a ready one (Alt-1 to Alt-4 do the same)`],
  [own`q`, own`quit; open proposals stay open`],
];

const NOTES: readonly SafeTerminalText[] = [
  own`Nothing is decided by default. A key that leads to a decision is not heard for 0.4 seconds`,
  own`after the view changed, and never when several keys come at once (a paste, typing ahead).`,
  own`The list is ordered by who gives up first. Lines that begin with "agent says" are the`,
  own`agent's words: check them against what stands above them.`,
];

/** Rows of the help, however many are seen. */
export const HELP_ROWS = KEYS.length + NOTES.length + 3;

export function helpPane(scroll: number, rows: number): readonly Line[] {
  const lines = [
    line(strong(own`Keys`)),
    EMPTY_LINE,
    ...KEYS.map(([keys, does]) => line(plain(own`  `), span('key', padded(keys, 11)), plain(does))),
    EMPTY_LINE,
    ...NOTES.map((note) => line(plain(own`  `), dim(note))),
  ];
  const top = Math.min(scroll, Math.max(0, lines.length - rows));
  return lines.slice(top, top + rows);
}
