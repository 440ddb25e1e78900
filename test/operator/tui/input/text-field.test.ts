import { describe, expect, it } from 'vitest';
import type { KeyName } from '../../../../src/operator/tui/input/input.ts';
import {
  EMPTY_FIELD,
  edit,
  FIELD_LIMIT,
  fieldWith,
  insert,
} from '../../../../src/operator/tui/input/text-field.ts';

const pressed = (text: string, ...keys: readonly KeyName[]) =>
  keys.reduce((field, key) => edit(field, { kind: 'key', key }) ?? field, fieldWith(text));

describe('a field', () => {
  it('takes text at the caret, counted in characters', () => {
    expect(insert(pressed('a😀c', 'left'), 'b')).toEqual({ text: 'a😀bc', caret: 3 });
  });

  it('moves and deletes by whole characters', () => {
    expect(pressed('a😀', 'backspace')).toEqual({ text: 'a', caret: 1 });
    expect(pressed('😀b', 'home', 'delete')).toEqual({ text: 'b', caret: 0 });
    expect(pressed('ab', 'home', 'left', 'end', 'right')).toEqual({ text: 'ab', caret: 2 });
  });

  it('takes away a word or all before the caret', () => {
    expect(pressed('one two ', 'ctrl_w')).toEqual({ text: 'one ', caret: 4 });
    expect(pressed('one two', 'left', 'ctrl_u')).toEqual({ text: 'o', caret: 0 });
  });

  it('U6: is bounded', () => {
    expect(insert(EMPTY_FIELD, 'x'.repeat(10_000)).text).toHaveLength(FIELD_LIMIT);
  });

  it('leaves keys that are not its own', () => {
    expect(edit(EMPTY_FIELD, { kind: 'key', key: 'enter' })).toBeNull();
  });
});
