import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFraming } from '../../../src/core/http/framing.ts';

function status(fields: readonly string[], method = 'POST', httpVersion = '1.1'): number | null {
  return checkFraming({ httpVersion, method, rawHeaders: ['Host', 'ok.com', ...fields] })?.status ?? null;
}

describe('checkFraming', () => {
  it.each([
    ['no body', []],
    ['a length', ['Content-Length', '12']],
    ['an empty body', ['content-length', '0']],
    ['chunks', ['Transfer-Encoding', 'chunked']],
    ['chunks, in capitals', ['Transfer-Encoding', 'Chunked']],
    ['an expectation that the gateway meets', ['Expect', '100-continue', 'Content-Length', '1']],
    ['repeated other fields', ['Cookie', 'a=1', 'Cookie', 'b=2']],
    ['Latin-1 and tabs in values', ['X-Name', 'caf\u00e9\tx']],
  ])('takes %s', (_what, fields) => {
    expect(status(fields)).toBeNull();
  });

  it('F1: refuses a length beside a transfer coding, in either order', () => {
    expect(status(['Content-Length', '3', 'Transfer-Encoding', 'chunked'])).toBe(400);
    expect(status(['Transfer-Encoding', 'chunked', 'Content-Length', '3'])).toBe(400);
  });

  it('F2: refuses two lengths, also equal ones', () => {
    expect(status(['Content-Length', '3', 'content-length', '3'])).toBe(400);
    expect(status(['Content-Length', '3', 'content-length', '4'])).toBe(400);
  });

  it.each(['3, 3', '+3', '-3', '0x3', '2_0', '', ' 3', '3 ', '3.0', '1e1', '9'.repeat(16)])(
    'F2: refuses the length %j',
    (length) => {
      expect(status(['Content-Length', length])).toBe(400);
    },
  );

  it.each(['chunked, identity', 'xchunked', 'identity', 'gzip', '', 'chunked;q=1'])(
    'F3: refuses the transfer coding %j',
    (coding) => {
      expect(status(['Transfer-Encoding', coding])).toBe(501);
    },
  );

  it('F3: refuses two transfer codings and one behind a control character', () => {
    expect(status(['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked'])).toBe(400);
    expect(status(['Transfer-Encoding', '\x0bchunked'])).toBe(400);
  });

  it('F5: refuses what is no header name', () => {
    expect(status(['X A', 'b'])).toBe(400);
    expect(status(['', 'b'])).toBe(400);
    expect(status(['X:', 'b'])).toBe(400);
  });

  it('F4: refuses any transfer coding but chunked, and all of them in HTTP/1.0', () => {
    expect(status(['Transfer-Encoding', 'gzip, chunked'])).toBe(501);
    expect(status(['Transfer-Encoding', 'chunked'], 'POST', '1.0')).toBe(400);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (coding) => {
        if (coding.toLowerCase() !== 'chunked') expect(status(['Transfer-Encoding', coding])).not.toBeNull();
      }),
    );
  });

  it('F5: refuses every control character in a value, but the tab', () => {
    for (let code = 0; code < 0x20; code += 1) {
      expect(status(['X-A', `a${String.fromCharCode(code)}b`]), `code ${code}`).toBe(code === 9 ? null : 400);
    }
  });

  it('F12: an upgrade is no matter of framing: the token never travels on', () => {
    expect(
      status([
        'Connection',
        'Upgrade, HTTP2-Settings',
        'Upgrade',
        'h2c',
        'HTTP2-Settings',
        'AAMAAABkAAQAoAAAAAIAAAAA',
      ]),
    ).toBeNull();
  });

  it('F13: refuses an expectation other than 100-continue with 417', () => {
    expect(status(['Expect', '100-Continue'])).toBeNull();
    expect(status(['Expect', '100-continue, more'])).toBe(417);
  });

  it('F15: refuses a CONNECT with a body', () => {
    expect(status(['Content-Length', '5'], 'CONNECT')).toBe(400);
    expect(status(['Transfer-Encoding', 'chunked'], 'CONNECT')).toBe(400);
    expect(status(['Content-Length', '0'], 'CONNECT')).toBeNull();
  });

  it('F16: refuses more than 200 fields', () => {
    const fields = (count: number): string[] =>
      Array.from({ length: count }, (_, i) => [`X-${i}`, '']).flat();
    expect(status(fields(199))).toBeNull();
    expect(status(fields(200))).toBe(431);
  });

  it('F18: never serves TRACE or the HTTP/2 preface', () => {
    expect(status([], 'TRACE')).toBe(405);
    expect(status([], 'PRI')).toBe(405);
  });

  it('D2: wants exactly one Host, except from old clients in CONNECT', () => {
    const without = (method: string) => checkFraming({ httpVersion: '1.1', method, rawHeaders: [] })?.status;
    expect(without('GET')).toBe(400);
    expect(without('CONNECT')).toBeUndefined();
    expect(status(['HOST', 'evil.com'], 'GET')).toBe(400);
  });

  it.each(['0.9', '2.0', '1.2', ''])('refuses version %j', (version) => {
    expect(status([], 'GET', version)).toBe(400);
  });

  it('I7: says nothing of the message', () => {
    const problem = checkFraming({
      httpVersion: '1.1',
      method: 'GET',
      rawHeaders: ['Host', 'a', 'X-Canary', 'c4n4ry\0'],
    });
    expect(JSON.stringify(problem)).not.toMatch(/canary|c4n4ry/i);
  });
});
