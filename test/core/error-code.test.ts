import { expect, it } from 'vitest';
import { codeOf } from '../../src/core/error-code.ts';

it.each([
  'EIO',
  'ENOENT',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EPROTONOSUPPORT',
  'ERR_INVALID_ARG_TYPE',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'HPE_CHUNK_EXTENSIONS_OVERFLOW',
  'UND_ERR_SOCKET',
  'Z_DATA_ERROR',
])('R7: tells the code %s', (code) => {
  expect(codeOf(Object.assign(new Error('x'), { code }))).toBe(code);
  expect(codeOf({ code })).toBe(code);
});

it.each([
  'canary-7f3a9c',
  'lower_case',
  'AKIAIOSFODNN7EXAMPLE',
  `E${'X'.repeat(40)}`,
  'ERR_A\n',
  '',
  7,
  null,
  { toString: () => 'EIO' },
])('R7: does not repeat the code %j', (code) => {
  expect(codeOf(Object.assign(new Error('x'), { code }))).toBe('UNKNOWN');
});

it.each([undefined, null, 'EIO', new Error('EIO')])('R7: %s has no code', (thrown) => {
  expect(codeOf(thrown)).toBe('UNKNOWN');
});
