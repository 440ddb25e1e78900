import { describe, expect, it } from 'vitest';
import { CLASSES, hexValue, isAlnum } from '../../../../src/core/detect/engine/byte-class.ts';

const members = (table: Uint8Array): number => table.reduce((sum, member) => sum + member, 0);

describe('byte classes', () => {
  it('S2: have as many members as their alphabets', () => {
    expect(members(CLASSES.alnum)).toBe(62);
    expect(members(CLASSES.base64)).toBe(64);
    expect(members(CLASSES.base64url)).toBe(64);
    expect(members(CLASSES.base32)).toBe(32);
    expect(members(CLASSES.hex)).toBe(22);
  });

  it('S2: tell hex digits and letters', () => {
    expect([...'0aFg'].map((c) => hexValue(c.charCodeAt(0)))).toEqual([0, 10, 15, -1]);
    expect(hexValue(undefined)).toBe(-1);
    expect(isAlnum(0x5f)).toBe(false);
    expect(isAlnum(0x7a)).toBe(true);
  });
});
