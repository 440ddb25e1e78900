import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprintOf, valueKeyOf } from '../../../src/core/approval/value-key.ts';

const KEY = Buffer.alloc(32, 1);
const keyOf = (matched: string, decodedVia: string[] = [], key = KEY) =>
  valueKeyOf(key, { matched: Buffer.from(matched), decodedVia });

it('S20 Q24: the same value found another way, or any other value, has another key', () => {
  const finding = fc.record({
    matched: fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
    decodedVia: fc.array(fc.constantFrom('base64', 'hex', 'b', 'ase64', ''), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(finding, finding, (one, other) => {
      const same =
        one.matched.equals(other.matched) &&
        JSON.stringify(one.decodedVia) === JSON.stringify(other.decodedVia);
      expect(valueKeyOf(KEY, one) === valueKeyOf(KEY, other)).toBe(same);
    }),
    { numRuns: 1_000 },
  );
});

it('S20: where one part ends and the next begins cannot be shifted', () => {
  const keys = [
    keyOf('ab', ['c']),
    keyOf('b', ['ca']),
    keyOf('b', ['c', 'a']),
    keyOf('cab'),
    keyOf('ab', ['', 'c']),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

it('Q23: keys and fingerprints are those of one process', () => {
  const other = Buffer.alloc(32, 2);
  expect(keyOf('a')).toMatch(/^[0-9a-f]{64}$/);
  expect(keyOf('a', [], other)).not.toBe(keyOf('a'));
  expect(fingerprintOf(keyOf('a'))).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprintOf(keyOf('a', [], other))).not.toBe(fingerprintOf(keyOf('a')));
});
