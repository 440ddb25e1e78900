import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CanonicalTarget,
  destinationOf,
  hostHeaderOf,
  parseAuthority,
  parseHost,
  parsePort,
  withScheme,
} from '../../../src/core/http/target.ts';

function host(text: string): string {
  const result = parseHost(text);
  return result.ok ? result.host : `! ${result.problem}`;
}

function target(
  text: string,
  scheme: 'http' | 'https' = 'https',
  defaultPort: number | null = 443,
): CanonicalTarget {
  const result = parseAuthority(text, scheme, { defaultPort });
  if (!result.ok) throw new Error(`${text}: ${result.problem}`);
  return result.target;
}

const label63 = 'a'.repeat(63);
const name253 = `${label63}.${label63}.${label63}.${'b'.repeat(61)}`;

describe('parseHost', () => {
  it.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.Com', 'example.com'],
    ['example.com.', 'example.com'],
    ['localhost', 'localhost'],
    ['a-b.c--d.e', 'a-b.c--d.e'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['1password.com', '1password.com'],
    ['127.0.0.1.nip.io', '127.0.0.1.nip.io'],
    ['123.example', '123.example'],
    [label63, label63],
    [name253, name253],
    [`${name253}.`, name253],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['::1', '::1'],
    ['[2001:DB8:0::1]', '2001:db8::1'],
    ['[::ffff:127.0.0.1]', '::ffff:7f00:1'],
  ])('D7: takes %s as %s', (text, canonical) => {
    expect(host(text)).toBe(canonical);
  });

  it.each([
    ['', 'empty'],
    ['.', 'bad_label'],
    ['example.com..', 'bad_label'],
    ['.example.com', 'bad_label'],
    ['a..b', 'bad_label'],
    ['-a.example', 'bad_label'],
    ['a-.example', 'bad_label'],
    [`${'a'.repeat(64)}.example`, 'bad_label'],
    [`${name253}c`, 'too_long'],
    ['under_score.example', 'bad_character'],
    ['*.example.com', 'bad_character'],
  ])('D7: refuses %j (%s)', (text, problem) => {
    expect(host(text)).toBe(`! ${problem}`);
  });

  it.each([
    'a\0b',
    'ok.com\0.evil.com',
    'ok.com\t.evil.com',
    'ok.com\r\nx',
    ' ok.com',
    'ok.com ',
    'ok.com%00',
    'ok%2ecom',
    'ok.com\\@evil.com',
    'u@ok.com',
    'ok.com#x',
    'ok.com?x',
    'ok.com/x',
    'ok.com:443',
    'http://ok.com',
    '[::1',
    '[::1]x',
    '[::1]:443',
    '[fe80::1%eth0]',
    '[fe80::1%25eth0]',
    '[]',
    'a[b',
    'a]b',
  ])('D3 C9: refuses %j', (text) => {
    expect(host(text)).toMatch(/^! /);
  });

  it.each([
    'bücher.example',
    'ok。com',
    'ⓔxample.com',
    'ok\u00ad.com',
    'ok\u200b.com',
    '１２７.0.0.1',
    'ok.com\u2028',
    'раypal.com',
  ])('D9 C9: takes only ASCII, not %j', (text) => {
    expect(host(text)).toBe('! not_ascii');
  });

  it.each([
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '127.0.1',
    '0',
    '1.2.3',
    '127.0.0.01',
    '127.0.0.1.',
    '256.1.1.1',
    '1.2.3.4.5',
    '0x',
    'example.1',
    'example.0x7f',
    '00000000000000000000000000000177.1',
    '0X7F.0.0.1',
  ])('D4 C10: refuses an IPv4 address in disguise: %s', (text) => {
    expect(host(text)).toBe('! ip_spelling');
  });

  it('D7 C9: what it takes is of the grammar, and taken again unchanged', () => {
    const hostile = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'aZ09-._:[]@%\\/\0\t xX。é'), maxLength: 30 }),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.domain(),
      fc.ipV4Extended(),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const result = parseHost(text);
        if (!result.ok) return;
        if (result.ipFamily === null) {
          expect(result.host).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
          expect(result.host.length).toBeLessThanOrEqual(253);
          expect(isIP(result.host)).toBe(0);
        } else {
          expect(isIP(result.host)).toBe(result.ipFamily);
        }
        expect(parseHost(result.host)).toEqual(result);
      }),
      { numRuns: 3000 },
    );
  });

  it('I2: an URL parser sees the same host in what it takes', () => {
    const text = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.string({ unit: fc.constantFrom(...'ab1-.xXfF0'), maxLength: 12 }),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const result = parseHost(candidate);
        // A-labels that decode to nothing valid are refused by URL parsers and resolve to nothing.
        if (!result.ok || result.host.includes('xn--')) return;
        expect(new URL(`http://${result.host}/`).hostname).toBe(result.host);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parsePort', () => {
  it.each([
    ['1', 1],
    ['443', 443],
    ['65535', 65535],
  ])('takes %s', (text, port) => {
    expect(parsePort(text)).toBe(port);
  });

  it.each(['', '0', '0443', '65536', '99999', '100000', '+443', '-1', '4 43', '443 ', '0x1bb', '4.3', '٤٤٣'])(
    'D10: refuses %j',
    (text) => {
      expect(parsePort(text)).toBeNull();
    },
  );
});

describe('parseAuthority', () => {
  it('splits host and port', () => {
    expect(target('Example.com:8443')).toEqual({
      scheme: 'https',
      host: 'example.com',
      port: 8443,
      ipFamily: null,
    });
    expect(target('example.com')).toEqual({
      scheme: 'https',
      host: 'example.com',
      port: 443,
      ipFamily: null,
    });
    expect(target('[::1]:80', 'http', 80)).toEqual({ scheme: 'http', host: '::1', port: 80, ipFamily: 6 });
    expect(target('[::1]')).toEqual({ scheme: 'https', host: '::1', port: 443, ipFamily: 6 });
    expect(target('10.0.0.1:1')).toEqual({ scheme: 'https', host: '10.0.0.1', port: 1, ipFamily: 4 });
  });

  it.each([
    ['', 'empty'],
    [':443', 'empty'],
    ['example.com:', 'bad_port'],
    ['example.com:0443', 'bad_port'],
    ['example.com:65536', 'bad_port'],
    ['example.com:443:443', 'bad_port'],
    ['[::1]:', 'bad_port'],
    ['[::1]443', 'bad_ipv6'],
    ['[::1', 'bad_ipv6'],
    ['::1', 'empty'],
    ['user@example.com:443', 'userinfo'],
    ['user:pass@example.com', 'userinfo'],
    ['example.com@', 'userinfo'],
    ['example.com/:443', 'bad_character'],
    ['example.com :443', 'bad_character'],
  ])('D2 D3 D10: refuses %j (%s)', (text, problem) => {
    expect(parseAuthority(text, 'https', { defaultPort: 443 })).toEqual({ ok: false, problem });
  });

  it('D10: wants the port where none is assumed', () => {
    expect(parseAuthority('example.com', 'https', { defaultPort: null })).toEqual({
      ok: false,
      problem: 'port_missing',
    });
  });

  it('I2: writes destinations and Host fields that lead back to the same target', () => {
    const authority = fc
      .tuple(
        fc.oneof(
          fc.domain(),
          fc.ipV4(),
          fc.ipV6().map((ip) => `[${ip}]`),
        ),
        fc.option(fc.integer({ min: 1, max: 65535 })),
      )
      .map(([name, port]) => (port === null ? name : `${name}:${port}`));
    fc.assert(
      fc.property(authority, fc.constantFrom('http' as const, 'https' as const), (text, scheme) => {
        const defaultPort = scheme === 'https' ? 443 : 80;
        const result = parseAuthority(text, scheme, { defaultPort });
        if (!result.ok) return;
        const again = parseAuthority(hostHeaderOf(result.target), scheme, { defaultPort });
        expect(again).toEqual(result);
        const [, inDestination = ''] = destinationOf(result.target).split('://');
        expect(parseAuthority(inDestination, scheme, { defaultPort: null })).toEqual(result);
      }),
    );
  });
});

describe('texts of a target', () => {
  it('names scheme, host and port in the destination', () => {
    expect(destinationOf(target('API.example.com'))).toBe('https://api.example.com:443');
    expect(destinationOf(target('[::1]:8080', 'http', 80))).toBe('http://[::1]:8080');
  });

  it('leaves the default port out of Host', () => {
    expect(hostHeaderOf(target('example.com'))).toBe('example.com');
    expect(hostHeaderOf(target('example.com:80'))).toBe('example.com:80');
    expect(hostHeaderOf(target('example.com', 'http', 80))).toBe('example.com');
    expect(hostHeaderOf(target('[::1]:8443'))).toBe('[::1]:8443');
  });

  it('changes only the scheme', () => {
    expect(withScheme(target('example.com:8080'), 'http')).toEqual({
      ...target('example.com:8080'),
      scheme: 'http',
    });
  });
});
