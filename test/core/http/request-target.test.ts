import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type RequestTargetInput,
  requestTarget,
  splitAbsoluteForm,
} from '../../../src/core/http/request-target.ts';
import { type CanonicalTarget, destinationOf, parseAuthority } from '../../../src/core/http/target.ts';

function tunnelTo(authority: string): CanonicalTarget {
  const result = parseAuthority(authority, 'https', { defaultPort: null });
  if (!result.ok) throw new Error(result.problem);
  return result.target;
}

const plain: RequestTargetInput = {
  method: 'GET',
  requestTarget: 'http://ok.com/a?b',
  hostHeaders: ['ok.com'],
  tunnel: null,
  scheme: 'http',
};
const inside: RequestTargetInput = {
  method: 'GET',
  requestTarget: '/a?b',
  hostHeaders: ['ok.com'],
  tunnel: tunnelTo('ok.com:443'),
  scheme: 'https',
};

function summary(input: RequestTargetInput): string {
  const result = requestTarget(input);
  return result.ok
    ? `${destinationOf(result.target)} ${result.authority} ${result.path}`
    : `${result.status} ${result.problem}`;
}

describe('requestTarget on the proxy port', () => {
  it.each([
    ['http://ok.com/a?b', 'ok.com', 'http://ok.com:80 ok.com /a?b'],
    ['HTTP://OK.com:80/', 'ok.com', 'http://ok.com:80 OK.com:80 /'],
    ['http://ok.com', 'ok.com:80', 'http://ok.com:80 ok.com /'],
    ['http://ok.com?x=1', 'ok.com', 'http://ok.com:80 ok.com /?x=1'],
    ['http://ok.com.:8080/', 'ok.com:8080', 'http://ok.com:8080 ok.com.:8080 /'],
    ['http://[::1]:81/', '[0:0::1]:81', 'http://[::1]:81 [::1]:81 /'],
    ['http://ok.com/?q=["a|b"]{\\d}', 'ok.com', 'http://ok.com:80 ok.com /?q=["a|b"]{\\d}'],
    ['http://ok.com/a/../b', 'ok.com', 'http://ok.com:80 ok.com /a/../b'],
  ])('D2: takes %s with Host %s', (text, host, expected) => {
    expect(summary({ ...plain, requestTarget: text, hostHeaders: [host] })).toBe(expected);
  });

  it.each([
    ['another host', ['evil.com'], '400 host_mismatch'],
    ['another port', ['ok.com:8080'], '400 host_mismatch'],
    ['no Host', [], '400 host_missing'],
    ['two Hosts', ['ok.com', 'ok.com'], '400 host_repeated'],
    ['an empty Host', [''], '400 empty'],
    ['userinfo', ['u@ok.com'], '400 userinfo'],
    ['a space', ['ok.com evil.com'], '400 bad_character'],
    ['a path', ['ok.com/x'], '400 bad_character'],
    ['an odd port', ['ok.com:080'], '400 bad_port'],
  ])('D2 C8: refuses a Host field with %s', (_what, hostHeaders, expected) => {
    expect(summary({ ...plain, hostHeaders })).toBe(expected);
  });

  it.each([
    ['http://ok.com\\@evil.com/', '400 bad_path'],
    ['http://ok.com\\.evil.com/', '400 bad_path'],
    ['http://user@ok.com/', '400 userinfo'],
    ['http://user:pass@ok.com/', '400 userinfo'],
    ['http://ok.com@evil.com/', '400 userinfo'],
    ['http://ok.com#@evil.com/', '400 bad_path'],
    ['http://ok.com/a#b', '400 bad_path'],
    ['http://ok.com/a?b#c', '400 bad_path'],
    ['http://ok.com/a\\b', '400 bad_path'],
    ['http://ok.com\t.evil.com/', '400 bad_character'],
    ['http://ok.com/a\tb', '400 bad_path'],
    ['http://ok.com/a b', '400 bad_path'],
    ['http://ok.com/a\0', '400 bad_path'],
    ['http://ok.com/?\x1b', '400 bad_path'],
    ['http://ok.com/é', '400 bad_path'],
    ['http://ok.com/\n', '400 bad_path'],
    ['http://ok.com:0080/', '400 bad_port'],
    ['http://ok.com:/', '400 bad_port'],
    ['http:///a', '400 empty'],
    ['http:/ok.com/', '400 bad_scheme'],
    ['http:ok.com', '400 bad_scheme'],
    ['https://ok.com/', '400 bad_scheme'],
    ['ftp://ok.com/', '400 bad_scheme'],
    ['ok.com:80', '400 bad_scheme'],
    ['', '400 bad_scheme'],
    ['http://2130706433/', '400 ip_spelling'],
    ['http://ok_1.com/', '400 bad_character'],
  ])('D3: refuses %j', (text, expected) => {
    expect(summary({ ...plain, requestTarget: text })).toBe(expected);
  });

  it('refuses a request that takes the gateway for a server', () => {
    expect(summary({ ...plain, requestTarget: '/a' })).toBe('400 no_proxy_request');
  });
});

describe('requestTarget in a tunnel', () => {
  it('takes origin form and absolute form for the tunnel’s own destination', () => {
    expect(summary(inside)).toBe('https://ok.com:443 ok.com /a?b');
    expect(summary({ ...inside, hostHeaders: ['OK.com:443'] })).toBe('https://ok.com:443 OK.com:443 /a?b');
    expect(summary({ ...inside, requestTarget: 'https://ok.com/x' })).toBe('https://ok.com:443 ok.com /x');
  });

  it.each([
    ['Host', inside.requestTarget, 'evil.com', '421 tunnel_mismatch'],
    ['Host port', inside.requestTarget, 'ok.com:8443', '421 tunnel_mismatch'],
    ['absolute form', 'https://evil.com/', 'ok.com', '400 host_mismatch'],
    ['Host against absolute form', 'https://ok.com/', 'evil.com', '400 host_mismatch'],
    ['Host and absolute form', 'https://evil.com/', 'evil.com', '421 tunnel_mismatch'],
    ['scheme', 'http://ok.com/', 'ok.com', '400 bad_scheme'],
    ['a name for its address', inside.requestTarget, '127.0.0.1', '421 tunnel_mismatch'],
  ])('D1 C8: refuses another destination in %s', (_what, text, host, expected) => {
    expect(summary({ ...inside, requestTarget: text, hostHeaders: [host] })).toBe(expected);
  });

  it('D14: judges plain HTTP in a tunnel by its own scheme', () => {
    const clear: RequestTargetInput = { ...inside, scheme: 'http', tunnel: tunnelTo('ok.com:80') };
    expect(summary(clear)).toBe('http://ok.com:80 ok.com /a?b');
    expect(summary({ ...clear, tunnel: tunnelTo('ok.com:443') })).toBe('421 tunnel_mismatch');
  });

  it.each([
    ['CONNECT', 'ok.com:443', '405 method_not_served'],
    ['TRACE', '/', '405 method_not_served'],
    ['OPTIONS', '*', '405 asterisk_form'],
    ['GET', '*', '400 asterisk_form'],
  ])('F18: refuses %s %s', (method, text, expected) => {
    expect(summary({ ...inside, method, requestTarget: text })).toBe(expected);
  });

  it('I2 C8: whatever the parts say, a request in a tunnel goes where the tunnel goes', () => {
    const part = fc.constantFrom(
      'ok.com',
      'evil.com',
      'ok.com:443',
      'ok.com.',
      'u@ok.com',
      '',
      'OK.COM',
      'ok.com:80',
    );
    const form = fc.oneof(
      fc.constant('/x'),
      part.map((host) => `https://${host}/x`),
    );
    fc.assert(
      fc.property(form, fc.array(part, { maxLength: 2 }), (text, hostHeaders) => {
        const result = requestTarget({ ...inside, requestTarget: text, hostHeaders });
        if (result.ok) expect(destinationOf(result.target)).toBe('https://ok.com:443');
        else expect([400, 421]).toContain(result.status);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('splitAbsoluteForm', () => {
  it('cuts without decoding', () => {
    expect(splitAbsoluteForm('https://A%2f:1/%2e?x')).toEqual({
      scheme: 'https',
      authority: 'A%2f:1',
      path: '/%2e?x',
    });
    expect(splitAbsoluteForm('//ok.com/')).toBeNull();
  });
});
