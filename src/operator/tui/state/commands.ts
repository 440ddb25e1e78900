import type { Input, KeyName } from '../input/input.ts';

export type Command =
  | 'up'
  | 'down'
  | 'page_up'
  | 'page_down'
  | 'top'
  | 'bottom'
  | 'open'
  | 'back'
  | 'approve'
  | 'reject'
  | 'modify'
  | 'scope'
  | 'history'
  | 'filter'
  | 'help'
  | 'sort'
  | 'next'
  | 'previous'
  | 'bell'
  | 'quit';

const CHARACTERS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['k', 'up'],
  ['j', 'down'],
  ['g', 'top'],
  ['G', 'bottom'],
  ['a', 'approve'],
  ['r', 'reject'],
  ['m', 'modify'],
  ['s', 'scope'],
  ['h', 'history'],
  ['/', 'filter'],
  ['?', 'help'],
  ['u', 'sort'],
  ['n', 'next'],
  ['p', 'previous'],
  ['b', 'bell'],
  ['q', 'quit'],
]);

const KEYS: ReadonlyMap<KeyName, Command> = new Map<KeyName, Command>([
  ['up', 'up'],
  ['down', 'down'],
  ['page_up', 'page_up'],
  ['page_down', 'page_down'],
  ['home', 'top'],
  ['end', 'bottom'],
  ['enter', 'open'],
  ['escape', 'back'],
]);

/** What a single key means where no field is open. Several keys at once never mean anything. */
export function commandOf(input: Input): Command | null {
  switch (input.kind) {
    case 'character':
      return CHARACTERS.get(input.character) ?? null;
    case 'key':
      return KEYS.get(input.key) ?? null;
    case 'text':
      return null;
  }
}
