import fc from 'fast-check';
import { expect, it } from 'vitest';
import { patienceOf } from '../../../src/core/approval/patience.ts';

it.each([
  ['python-httpx/0.27.0', 'python-httpx/0.27.0', 5],
  ['pip/24.0 {"ci":null,"installer":{"name":"pip","version":"24.0"}}', 'pip/24.0', 15],
  ['Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0 os/linux lang/python#3.12', 'Boto3/1.34.0', 60],
  ['aws-cli/2.15.0 Python/3.11.6 Linux/6.1 exe/x86_64', 'aws-cli/2.15.0', 60],
  ['node', 'node', 300],
  ['undici', 'undici', 300],
  ['npm/10.2.4 node/v20.11.0 linux x64 workspaces/false', 'npm/10.2.4', 300],
  ['OpenAI/Python 1.30.1', 'OpenAI/Python 1.30.1', 600],
  ['AsyncAnthropic/Python 0.34.0', 'AsyncAnthropic/Python 0.34.0', 600],
  ['Anthropic/JS 0.27.0', 'Anthropic/JS 0.27.0', 600],
  ['Python/3.11 aiohttp/3.9.1', 'aiohttp/3.9.1', 300],
  ['curl/8.5.0', 'curl/8.5.0', null],
  ['git/2.43.0', 'git/2.43.0', null],
  ['python-requests/2.31.0', 'python-requests/2.31.0', null],
  ['Python-urllib/3.12', 'Python-urllib/3.12', null],
  ['Go-http-client/1.1', 'Go-http-client/1.1', null],
  ['nodemon/3.0', 'nodemon/3.0', null],
  ['something-else/1.0 (comment)', 'something-else/1.0', null],
  ['', 'unknown', null],
  [null, 'unknown', null],
])('knows the patience of %j', (userAgent, client, seconds) => {
  expect(patienceOf(userAgent)).toEqual({ client, seconds });
});

it('I7 I8: whatever a client calls itself, 1 to 64 printable ASCII characters are shown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (userAgent) => {
      expect(patienceOf(userAgent).client).toMatch(/^[\x20-\x7e]{1,64}$/);
    }),
  );
});
