import type { KeyName } from './input.ts';

export type Token =
  | { readonly kind: 'key'; readonly key: KeyName }
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'paste_begins' };

/** Names of the sequences that terminals send (xterm ctlseqs, "PC-Style Function Keys"; VT220 for the tilde forms). */
const SEQUENCES: ReadonlyMap<string, KeyName> = new Map<string, KeyName>([
  ...bothForms('A', 'up'),
  ...bothForms('B', 'down'),
  ...bothForms('C', 'right'),
  ...bothForms('D', 'left'),
  ...bothForms('H', 'home'),
  ...bothForms('F', 'end'),
  ...bothForms('P', 'f1'),
  ...bothForms('Q', 'f2'),
  ...bothForms('R', 'f3'),
  ...bothForms('S', 'f4'),
  ['\x1b[1~', 'home'],
  ['\x1b[7~', 'home'],
  ['\x1b[4~', 'end'],
  ['\x1b[8~', 'end'],
  ['\x1b[3~', 'delete'],
  ['\x1b[5~', 'page_up'],
  ['\x1b[6~', 'page_down'],
  ['\x1b[11~', 'f1'],
  ['\x1b[12~', 'f2'],
  ['\x1b[13~', 'f3'],
  ['\x1b[14~', 'f4'],
  ['\x1b[[A', 'f1'],
  ['\x1b[[B', 'f2'],
  ['\x1b[[C', 'f3'],
  ['\x1b[[D', 'f4'],
  ['\x1b[Z', 'back_tab'],
  ['\x1b1', 'alt_1'],
  ['\x1b2', 'alt_2'],
  ['\x1b3', 'alt_3'],
  ['\x1b4', 'alt_4'],
]);

const CONTROLS: ReadonlyMap<string, KeyName> = new Map<string, KeyName>([
  ['\r', 'enter'],
  ['\t', 'tab'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  ['\x03', 'ctrl_c'],
  ['\x0c', 'ctrl_l'],
  ['\x15', 'ctrl_u'],
  ['\x17', 'ctrl_w'],
  ['\x1a', 'ctrl_z'],
]);

/** ECMA-48, 5.4: parameter, intermediate and final bytes; the Linux console's function keys have one more bracket. */
const CSI = /^\x1b\[(?:\[[A-E]|[0-?]*[ -/]*[@-~])/;
const SS3 = /^\x1bO[ -~]/;
const UNFINISHED = /^\x1b(?:$|O$|\[\[?$|\[[0-?]*[ -/]*$)/;

export const PASTE_END = '\x1b[201~';
const PASTE_BEGIN = '\x1b[200~';

export type Taken =
  | { readonly kind: 'token'; readonly token: Token; readonly length: number }
  /** The beginning of a sequence; more may come. */
  | { readonly kind: 'unfinished' };

/** The first token of a text that is not empty. */
export function takeToken(text: string): Taken {
  if (text.startsWith('\x1b')) return takeEscape(text);
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  const key = CONTROLS.get(character) ?? (isControl(character) ? 'other' : null);
  // A line feed is what a paste has between its lines; the Enter key sends a carriage return.
  if (key === null || character === '\n') return token({ kind: 'character', character }, character.length);
  return token({ kind: 'key', key }, 1);
}

function takeEscape(text: string): Taken {
  if (UNFINISHED.test(text)) return { kind: 'unfinished' };
  const sequence = (CSI.exec(text) ?? SS3.exec(text))?.[0] ?? altSequence(text);
  if (sequence === PASTE_BEGIN) return token({ kind: 'paste_begins' }, sequence.length);
  return token({ kind: 'key', key: SEQUENCES.get(sequence) ?? 'other' }, sequence.length);
}

/** Escape and the character after it; a second escape begins something of its own. */
function altSequence(text: string): string {
  const next = text.codePointAt(1);
  return next === undefined || next === 0x1b ? '\x1b' : text.slice(0, 1 + String.fromCodePoint(next).length);
}

function isControl(character: string): boolean {
  return /\p{Cc}/u.test(character);
}

function token(of: Token, length: number): Taken {
  return { kind: 'token', token: of, length };
}

function bothForms(final: string, key: KeyName): readonly (readonly [string, KeyName])[] {
  return [
    [`\x1b[${final}`, key],
    [`\x1bO${final}`, key],
  ];
}
