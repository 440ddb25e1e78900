import { expect, it } from 'vitest';
import { EXACT_METADATA, SPECIAL_V4, SPECIAL_V6 } from '../../../src/core/http/special-addresses.ts';

it('D5: every row can be reached: none stands behind a wider one', () => {
  for (const table of [SPECIAL_V4, SPECIAL_V6]) {
    const texts = table.map(([cidr]) => cidr.text);
    expect(new Set(texts).size).toBe(texts.length);
    for (const [index, [cidr]] of table.entries()) {
      const hidden = table
        .slice(0, index)
        .some(
          ([earlier]) =>
            earlier.prefix <= cidr.prefix &&
            earlier.network.every((byte, i) => i * 8 >= earlier.prefix || byte === cidr.network[i]) &&
            earlier.prefix % 8 === 0,
        );
      expect(hidden, cidr.text).toBe(false);
    }
  }
});

it('D5: every metadata address is read', () => {
  expect(EXACT_METADATA).not.toContain('');
  expect(EXACT_METADATA.size).toBe(11);
});
