import { describe, expect, it } from 'vitest';
import {
  authHeader,
  cidr,
  hostPattern,
  listenAddress,
  method,
  pathPattern,
  queueDirectoryOf,
  resolveEntry,
} from '../../../src/core/policy/config-fields.ts';

describe('fields of the configuration', () => {
  it.each([
    ['host', hostPattern, '*.com', /public suffix/],
    ['host', hostPattern, 'a_b', /letters, digits, hyphens/],
    ['path', pathPattern, 'v1', /begins with \//],
    ['path', pathPattern, '/a/../b', /dot segments/],
    ['method', method, 'connect', /CONNECT is never served/],
    ['header', authHeader, 'Content-Length', /gateway itself/],
    ['header', authHeader, 'Proxy-Authorization', /gateway itself/],
    ['network', cidr, '0.0.0.0/0', /every address/],
    ['network', cidr, '::/0', /every address/],
    ['listen', listenAddress, '8080', /127\.0\.0\.1:8080/],
  ] as const)('C25: a refused %s says why', (_what, schema, text, message) => {
    const result = schema.safeParse(text);
    expect(result.success).toBe(false);
    expect(result.error?.issues.map((issue) => issue.message).join()).toMatch(message);
  });

  it.each(['', 'queue', 'file:', 'http://x/q', 'file://host/q', 'file:///a%2fb', 'file:a\0b'])(
    'names no queue by %j',
    (text) => {
      expect(queueDirectoryOf(text)).toBeNull();
    },
  );

  it('D8: never resolves for a public suffix, and only to addresses', () => {
    expect(resolveEntry('*.com:443', '127.0.0.1:1')).toMatch(/public suffix/);
    expect(resolveEntry('a.example:443', 'b.example:1')).toMatch(/IP address/);
    expect(resolveEntry('a.example:443', '127.0.0.1')).toMatch(/IP address/);
    expect(resolveEntry('a.example:0', '127.0.0.1:1')).toMatch(/host and port/);
    expect(resolveEntry('[::1]:443', '127.1:1')).toMatch(/IP address/);
    expect(resolveEntry('[::1]:443', '[::2]:1')).toEqual({
      host: { kind: 'exact', host: '::1' },
      port: 443,
      address: '::2',
      addressPort: 1,
    });
  });
});
