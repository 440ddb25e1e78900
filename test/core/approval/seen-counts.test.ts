import { expect, it } from 'vitest';
import { SeenCounts } from '../../../src/core/approval/seen-counts.ts';
import { A_HOST, B_HOST, valueKey } from './conversation.ts';

it('counts the other requests with a value and to a host, not the one that asks', () => {
  const seen = new SeenCounts();
  expect(seen.others(valueKey('A'), A_HOST)).toEqual({ value: 0, host: 0 });
  seen.count([valueKey('A'), valueKey('B')], A_HOST);
  expect(seen.others(valueKey('A'), A_HOST)).toEqual({ value: 0, host: 0 });
  seen.count([valueKey('A')], B_HOST);
  seen.count([], A_HOST);
  expect(seen.others(valueKey('A'), A_HOST)).toEqual({ value: 1, host: 1 });
  expect(seen.others(valueKey('B'), B_HOST)).toEqual({ value: 0, host: 0 });
});
