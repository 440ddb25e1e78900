import { expect, it } from 'vitest';
import { z } from 'zod';
import { readFile } from '../../../src/core/approval/strict-file.ts';

const schema = z.strictObject({ waiters: z.array(z.strictObject({ client: z.string() })) });
const read = (text: string) => readFile(Buffer.from(text), schema);

it('returns the content where all is as expected', () => {
  expect(read('{"waiters":[{"client":"curl"}]}')).toEqual({
    kind: 'read',
    content: { waiters: [{ client: 'curl' }] },
  });
});

it('Q6: tells what may still come from what is wrong', () => {
  expect(read('{"waiters":[')).toEqual({ kind: 'incomplete' });
  expect(read('{"waiters":]')).toEqual({ kind: 'malformed', reason: 'not one strict JSON text' });
});

it('I4: names the place by our own keys and never repeats a foreign one', () => {
  expect(read('{"waiters":[{"client":5}]}')).toEqual({
    kind: 'malformed',
    reason: 'unexpected waiters.client',
  });
  expect(read('{"waiters":[],"canary":1}')).toEqual({ kind: 'malformed', reason: 'unknown key' });
  expect(read('"canary"')).toEqual({ kind: 'malformed', reason: 'not of the expected shape' });
});
