import { expect, it } from 'vitest';
import { safeError } from '../../src/cli/safe-error.ts';

const SECRET = 'canary-7f3a9c';

it('R7 I4: tells the code and our own places, never a word of the message', () => {
  const error = Object.assign(new Error(`connect to ${SECRET}\n    at ${SECRET} (/${SECRET}/x.js:1:2)`), {
    code: 'ECONNREFUSED',
  });
  const safe = safeError(error);
  expect(safe.code).toBe('ECONNREFUSED');
  expect(JSON.stringify(safe)).not.toContain('canary');
});

it('R7: a code that is not of Node’s form is not repeated', () => {
  for (const code of [SECRET, 'lower', `E${SECRET}`, 'EVERYTHINGTHATISTOOLONGFORACODE', 7]) {
    expect(safeError(Object.assign(new TypeError('x'), { code })).code).toBe('TypeError');
  }
  expect(safeError(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })).code).toBe(
    'ERR_INVALID_ARG_TYPE',
  );
});

it('R7: whatever else is thrown is named as no error', () => {
  for (const thrown of [SECRET, null, undefined, { message: SECRET }]) {
    expect(safeError(thrown)).toEqual({ code: 'not_an_error', at: [] });
  }
});

it('R7: where the message cannot be told from the frames there are none', () => {
  const error = new Error(SECRET);
  error.stack = `Error: changed meanwhile\n    at node:net:3:4`;
  expect(safeError(error).at).toEqual([]);
});

it('names the file and line of our code', () => {
  try {
    safeError(
      new Proxy(new Error('x'), {
        get: () => {
          throw new RangeError(SECRET);
        },
      }),
    );
    expect.unreachable();
  } catch (error) {
    expect(safeError(error).at.some((place) => /^cli\/safe-error\.[jt]s:\d+:\d+$/.test(place))).toBe(true);
  }
});
