import { expect, it } from 'vitest';
import { Traffic } from '../../../src/operator/web/traffic.ts';

const START = Date.UTC(2026, 5, 24, 10, 0, 30);

it('counts the last hour by the minute and forgets what is older', () => {
  let now = START;
  const traffic = new Traffic(() => now);
  traffic.record({ result: 'allowed', asked: false, host: 'a.example' });
  traffic.record({ result: 'allowed', asked: true, host: 'a.example' });
  now += 60_000;
  traffic.record({ result: 'blocked', asked: true, host: 'b.example' });
  const { minutes } = traffic.report();
  expect(minutes).toHaveLength(60);
  expect(minutes.slice(-2)).toEqual([
    { at: Date.UTC(2026, 5, 24, 10, 0), allowed: 1, held: 1, blocked: 0 },
    { at: Date.UTC(2026, 5, 24, 10, 1), allowed: 0, held: 0, blocked: 1 },
  ]);
  now += 61 * 60_000;
  expect(
    traffic.report().minutes.every((minute) => minute.allowed + minute.held + minute.blocked === 0),
  ).toBe(true);
});

it('I8: names those that ask most, and holds no more than it must', () => {
  const traffic = new Traffic(() => START);
  for (let n = 0; n < 3; n += 1) traffic.record({ result: 'blocked', asked: true, host: 'asks.example' });
  for (let n = 0; n < 9; n += 1) traffic.record({ result: 'allowed', asked: false, host: 'busy.example' });
  for (let n = 0; n < 5000; n += 1)
    traffic.record({ result: 'blocked', asked: false, host: `h${n}.example` });
  traffic.record({ result: 'blocked', asked: false, host: null });
  const { hosts, minutes } = traffic.report();
  expect(hosts[0]).toEqual({ host: 'asks.example', asked: 3, allowed: 0, blocked: 3 });
  expect(hosts).toHaveLength(8);
  expect(minutes.at(-1)).toMatchObject({ allowed: 9, blocked: 5004 });
});
