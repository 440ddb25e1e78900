import type { Input } from './input.ts';

/** Characters of a field: leaves room for the rest of a response. */
export const FIELD_LIMIT = 1000;

/** One line of text with a caret. `caret` counts characters (code points) before it. */
export interface TextField {
  readonly text: string;
  readonly caret: number;
}

export const EMPTY_FIELD: TextField = { text: '', caret: 0 };

export function fieldWith(text: string): TextField {
  return insert(EMPTY_FIELD, text);
}

export function insert(field: TextField, text: string): TextField {
  const [before, after] = halves(field);
  const room = Math.max(0, FIELD_LIMIT - before.length - after.length);
  const added = [...text].slice(0, room);
  return { text: [...before, ...added, ...after].join(''), caret: before.length + added.length };
}

/** What an input does to a field; null where it is not the field's. */
export function edit(field: TextField, input: Input): TextField | null {
  if (input.kind === 'character') return insert(field, input.character);
  if (input.kind === 'text') return insert(field, input.text);
  const [before, after] = halves(field);
  switch (input.key) {
    case 'left':
      return { ...field, caret: Math.max(0, field.caret - 1) };
    case 'right':
      return { ...field, caret: Math.min(before.length + after.length, field.caret + 1) };
    case 'home':
      return { ...field, caret: 0 };
    case 'end':
      return { ...field, caret: before.length + after.length };
    case 'backspace':
      return joined(before.slice(0, -1), after);
    case 'delete':
      return joined(before, after.slice(1));
    case 'ctrl_u':
      return joined([], after);
    case 'ctrl_w':
      return joined([...before.join('').replace(/\S*\s*$/, '')], after);
    default:
      return null;
  }
}

function joined(before: readonly string[], after: readonly string[]): TextField {
  return { text: [...before, ...after].join(''), caret: before.length };
}

function halves(field: TextField): readonly [before: readonly string[], after: readonly string[]] {
  const characters = [...field.text];
  return [characters.slice(0, field.caret), characters.slice(field.caret)];
}
