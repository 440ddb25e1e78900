import { CUES, type Cue } from './cues.ts';

interface CompiledCue {
  readonly cue: Cue;
  /** Sticky: the whole cue, from the beginning of its anchor. */
  readonly pattern: RegExp;
}

/** Longest anchor less one: what has to be looked at again where more text arrives. */
export const OVERLAP = Math.max(...CUES.flatMap(({ anchors }) => anchors.map(({ length }) => length))) - 1;

/** Every anchor of all cues in one expression. Cases are spelled out: twice as fast as the `i` flag. */
const ANCHORS = CUES.flatMap(({ anchors }) => anchors)
  .map(anyCase)
  .join('|');

const COMPILED: readonly CompiledCue[] = CUES.map((cue) => ({
  cue,
  pattern: new RegExp(`(?:${cue.anchors.map(literal).join('|')})${cue.rest}`, 'iy'),
}));

const OVERRIDES: readonly RegExp[] = CUES.filter(({ kind }) => kind === 'override').map(
  ({ anchors, rest }) => new RegExp(`(?:${anchors.map(literal).join('|')})${rest}`, 'i'),
);

/** Where an anchor begins and ends; no two of them overlap. */
export function* anchorsIn(
  text: string,
  from: number,
): Generator<{ readonly at: number; readonly end: number }> {
  const anchors = new RegExp(ANCHORS, 'g');
  anchors.lastIndex = from;
  for (let match = anchors.exec(text); match !== null; match = anchors.exec(text)) {
    yield { at: match.index, end: anchors.lastIndex };
  }
}

/** The cue that begins at an anchor, as far as the text shows it. */
export function cueAt(text: string, at: number): Cue | null {
  for (const { cue, pattern } of COMPILED) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return cue;
  }
  return null;
}

export function holdsOverride(text: string): boolean {
  return OVERRIDES.some((pattern) => pattern.test(text));
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\n', '\\n');
}

function anyCase(text: string): string {
  return literal(text).replace(/\\n|[a-z]/g, (letter) =>
    letter.length > 1 ? letter : `[${letter}${letter.toUpperCase()}]`,
  );
}
