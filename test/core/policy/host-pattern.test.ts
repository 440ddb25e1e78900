import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHost } from '../../../src/core/http/target.ts';
import { hostPatternText, matchesHost, parseHostPattern } from '../../../src/core/policy/host-pattern.ts';

function matches(pattern: string, host: string): boolean {
  const parsed = parseHostPattern(pattern);
  const canonical = parseHost(host);
  if (!parsed.ok || !canonical.ok) throw new Error(`${pattern} or ${host}`);
  return matchesHost(parsed.pattern, canonical.host);
}

describe('parseHostPattern', () => {
  it.each([
    ['API.example.com', 'api.example.com'],
    ['api.example.com.', 'api.example.com'],
    ['*.Example.com', '*.example.com'],
    ['*.a.example.co.uk', '*.a.example.co.uk'],
    ['*.me.github.io', '*.me.github.io'],
    ['github.io', 'github.io'],
    ['*.example.test', '*.example.test'],
    ['127.0.0.1', '127.0.0.1'],
    ['[0:0::1]', '[::1]'],
    ['::1', '[::1]'],
  ])('reads %s as %s', (text, canonical) => {
    const parsed = parseHostPattern(text);
    expect(parsed.ok ? hostPatternText(parsed.pattern) : parsed.problem).toBe(canonical);
  });

  it.each([
    '*.com',
    '*.co.uk',
    '*.github.io',
    '*.vercel.app',
    '*.s3.amazonaws.com',
    '*.compute.amazonaws.com',
    '*.localhost',
    '*.internal',
    '*.COM.',
    '*.foo.ck',
  ])('D8: refuses a wildcard below a public suffix: %s', (text) => {
    expect(parseHostPattern(text)).toEqual({ ok: false, problem: 'public_suffix' });
  });

  it.each([
    ['*', 'bad_wildcard'],
    ['**', 'bad_wildcard'],
    ['*.*.example.com', 'bad_wildcard'],
    ['a.*.example.com', 'bad_wildcard'],
    ['*example.com', 'bad_wildcard'],
    ['api-*.example.com', 'bad_wildcard'],
    ['*.10.0.0.1', 'bad_wildcard'],
    ['*.[::1]', 'bad_wildcard'],
    ['*.', 'empty'],
    ['*.1.2', 'ip_spelling'],
    ['', 'empty'],
    ['bücher.example', 'not_ascii'],
    ['https://example.com', 'bad_ipv6'],
    ['example.com:443', 'bad_ipv6'],
    ['example.com/x', 'bad_character'],
    ['.example.com', 'bad_label'],
  ])('D8: refuses %s (%s)', (text, problem) => {
    expect(parseHostPattern(text)).toEqual({ ok: false, problem });
  });
});

describe('matchesHost', () => {
  it.each([
    ['ok.com', 'ok.com'],
    ['ok.com', 'OK.com.'],
    ['*.ok.com', 'a.ok.com'],
    ['*.ok.com', 'a.b.ok.com'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[0::1]'],
  ])('D7 D8: %s takes %s', (pattern, host) => {
    expect(matches(pattern, host)).toBe(true);
  });

  it.each([
    ['ok.com', 'a.ok.com'],
    ['ok.com', 'evilok.com'],
    ['ok.com', 'ok.com.evil.com'],
    ['ok.com', 'ok.co'],
    ['*.ok.com', 'ok.com'],
    ['*.ok.com', 'evilok.com'],
    ['*.ok.com', 'a.evilok.com'],
    ['*.ok.com', 'a.ok.com.evil.com'],
    ['127.0.0.1', '127.0.0.2'],
    ['127.0.0.1', '[::ffff:127.0.0.1]'],
  ])('D8: %s does not take %s', (pattern, host) => {
    expect(matches(pattern, host)).toBe(false);
  });

  it('D8: a wildcard takes a host only label by label', () => {
    const label = fc.constantFrom('a', 'ok', 'evil', 'evilok', 'com');
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(name, (host) => {
        const labels = host.split('.');
        const below = labels.length > 2 && labels.slice(-2).join('.') === 'ok.com';
        expect(matches('*.ok.com', host)).toBe(below);
      }),
    );
  });
});
