/** Keys that have a name; `other` is one that nothing here is bound to. */
export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page_up'
  | 'page_down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'back_tab'
  | 'backspace'
  | 'delete'
  | 'f1'
  | 'f2'
  | 'f3'
  | 'f4'
  | 'alt_1'
  | 'alt_2'
  | 'alt_3'
  | 'alt_4'
  | 'ctrl_c'
  | 'ctrl_l'
  | 'ctrl_u'
  | 'ctrl_w'
  | 'ctrl_z'
  | 'other';

/** What a person did at the keyboard, as far as it can be known. */
export type Input =
  | { readonly kind: 'key'; readonly key: KeyName }
  /** One character that came alone. Only this can be a command. */
  | { readonly kind: 'character'; readonly character: string }
  /** Several at once: a paste, or keys typed ahead. Text for a field, and never a command (Q9, U4). */
  | { readonly kind: 'text'; readonly text: string };
