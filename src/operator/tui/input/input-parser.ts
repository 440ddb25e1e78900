import type { Input, KeyName } from './input.ts';
import { PASTE_END, type Token, takeToken } from './tokens.ts';

/** A paste longer than this is cut: no reason is that long. */
const MAX_PASTE = 16_384;

/** Harmless when they come in a row: a key that is held down, over a slow line. */
const REPEATABLE: ReadonlySet<KeyName> = new Set([
  'up',
  'down',
  'left',
  'right',
  'page_up',
  'page_down',
  'backspace',
  'delete',
]);

/**
 * Turns what a terminal in raw mode sends into single keys, single characters and everything else. One call of `push`
 * is one reading of the terminal: whatever stands in it beside something else was not pressed by a person who looked at
 * the screen in between, and comes out as text.
 */
export class InputParser {
  #pending = '';
  #paste: string | null = null;

  /** True while the beginning of a sequence or a paste waits for its end: call `flush` when nothing comes for a while. */
  get isWaiting(): boolean {
    return this.#pending !== '' || this.#paste !== null;
  }

  /** True inside a paste, whose end may take longer to come than that of a key. */
  get isPasting(): boolean {
    return this.#paste !== null;
  }

  push(chunk: string): readonly Input[] {
    let rest = this.#pending + chunk;
    this.#pending = '';
    const tokens: (Token | { readonly kind: 'pasted'; readonly text: string })[] = [];
    while (rest !== '') {
      if (this.#paste !== null) {
        const pasted = this.#takePaste(rest);
        if (pasted === null) break;
        tokens.push({ kind: 'pasted', text: pasted.text });
        rest = pasted.rest;
        continue;
      }
      const taken = takeToken(rest);
      if (taken.kind === 'unfinished') {
        this.#pending = rest;
        break;
      }
      rest = rest.slice(taken.length);
      if (taken.token.kind === 'paste_begins') this.#paste = '';
      else tokens.push(taken.token);
    }
    return inputsOf(tokens);
  }

  /** Nothing more came: an escape was the Escape key, a paste is over. */
  flush(): readonly Input[] {
    const pending = this.#pending;
    const paste = this.#paste;
    this.#pending = '';
    this.#paste = null;
    if (paste !== null) return textInput(paste + pending);
    if (pending === '\x1b') return [{ kind: 'key', key: 'escape' }];
    return pending === '' ? [] : [{ kind: 'key', key: 'other' }];
  }

  /** Null where the end has not come yet. */
  #takePaste(rest: string): { readonly text: string; readonly rest: string } | null {
    const whole = (this.#paste ?? '') + rest;
    const end = whole.indexOf(PASTE_END);
    if (end < 0) {
      // The end mark may be cut in two by the reading: its beginning is kept, whatever is dropped.
      const tail = whole.slice(-(PASTE_END.length - 1));
      this.#paste = whole.length > MAX_PASTE ? whole.slice(0, MAX_PASTE) + tail : whole;
      return null;
    }
    this.#paste = null;
    return { text: whole.slice(0, Math.min(end, MAX_PASTE)), rest: whole.slice(end + PASTE_END.length) };
  }
}

function inputsOf(
  tokens: readonly (Token | { readonly kind: 'pasted'; readonly text: string })[],
): readonly Input[] {
  const [first] = tokens;
  if (first === undefined) return [];
  if (tokens.length === 1 && first.kind !== 'pasted') return single(first);
  const keys = tokens.map((token) => (token.kind === 'key' ? token.key : 'other'));
  if (keys.every((key) => REPEATABLE.has(key))) return keys.map((key) => ({ kind: 'key', key }));
  return textInput(tokens.map(textOf).join(''));
}

function single(token: Token): readonly Input[] {
  switch (token.kind) {
    case 'key':
      return [{ kind: 'key', key: token.key }];
    case 'character':
      // A line feed alone is Ctrl-J, which is nobody's Enter.
      return token.character === '\n'
        ? [{ kind: 'key', key: 'other' }]
        : [{ kind: 'character', character: token.character }];
    case 'paste_begins':
      return [];
  }
}

function textOf(token: Token | { readonly kind: 'pasted'; readonly text: string }): string {
  switch (token.kind) {
    case 'pasted':
      return token.text;
    case 'character':
      return token.character;
    case 'key':
      return token.key === 'enter' || token.key === 'tab' ? ' ' : '';
    case 'paste_begins':
      return '';
  }
}

/** Line breaks and other white space become blanks, other controls go: a field is one line. */
function textInput(text: string): readonly Input[] {
  const line = text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '');
  return line === '' ? [] : [{ kind: 'text', text: line }];
}
