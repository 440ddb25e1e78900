import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endToEndHeaders } from '../../../src/core/http/hop-by-hop.ts';
import type { HeaderField } from '../../../src/core/http/request.ts';

function fields(text: string): HeaderField[] {
  return text.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  });
}

function names(text: string, direction: 'request' | 'response'): string[] {
  return endToEndHeaders(fields(text), direction).map(({ name }) => name);
}

describe('endToEndHeaders of a request', () => {
  it('keeps the others with their spelling, order and repetitions', () => {
    const kept = fields('Accept: a\nX-B: 1\ncookie: c=1\nX-B: 2\nX-Forwarded-For: 10.0.0.1\nUser-Agent: x');
    expect(endToEndHeaders(kept, 'request')).toEqual(kept);
  });

  it.each([
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Host',
    'Content-Length',
    'Via',
    'Forwarded',
    'Alt-Used',
    'PROXY-Authorization',
    'Proxy-Connection',
    'Proxy-Anything',
  ])('F14: %s does not travel on', (name) => {
    expect(names(`${name}: x\nAccept: y`, 'request')).toEqual(['Accept']);
  });

  it('F14: what Connection names does not travel on, in any case, from any of its fields', () => {
    expect(
      names(
        'Connection: close, X-Auth\nx-auth: 1\nconnection: ,X-OTHER ,\nX-Other: 2\nX-Third: 3',
        'request',
      ),
    ).toEqual(['X-Third']);
  });

  it('F12: upgrades to anything do not travel on', () => {
    expect(
      names('Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMA\nA: b', 'request'),
    ).toEqual(['A']);
    expect(names('upgrade: h2c\nhttp2-settings: AAMA\nA: b', 'request')).toEqual(['A']);
  });

  it('F13: Expect is answered here and does not travel on', () => {
    expect(names('Expect: 100-continue\nA: b', 'request')).toEqual(['A']);
  });
});

describe('endToEndHeaders of a response', () => {
  it('keeps its length and the others', () => {
    const kept = fields(
      'Content-Length: 3\nSet-Cookie: a\nSet-Cookie: b\nX-Should-Retry: true\nLocation: http://x/',
    );
    expect(endToEndHeaders(kept, 'response')).toEqual(kept);
  });

  it('D13: no Alt-Svc leads past the gateway', () => {
    expect(names('alt-svc: h3=":443"\nAlt-Svc: clear\nA: b', 'response')).toEqual(['A']);
  });

  it('F10: fields of the upstream connection stay on it', () => {
    expect(
      names(
        'Connection: keep-alive, X-Hop\nKeep-Alive: timeout=5\nX-Hop: 1\nTransfer-Encoding: chunked\nTrailer: X\nUpgrade: h2\nProxy-Authenticate: Basic\nA: b',
        'response',
      ),
    ).toEqual(['A']);
  });

  it('I7: no server speaks in the name of the gateway', () => {
    expect(names('X-Decant-Block: token_detected\nx-decant-anything: 1\nA: b', 'response')).toEqual(['A']);
  });

  it('F14: never lets a field of the connection pass, whatever stands beside it', () => {
    const name = fc.constantFrom('Connection', 'TE', 'X-A', 'X-B', 'Upgrade', 'proxy-x', 'Accept');
    const value = fc.constantFrom('X-A', 'x-b, close', '', ', ,', 'accept');
    const field = fc.record({ name, value });
    fc.assert(
      fc.property(
        fc.array(field, { maxLength: 8 }),
        fc.constantFrom('request' as const, 'response' as const),
        (all, direction) => {
          const kept = endToEndHeaders(all, direction);
          const named = all
            .filter((f) => f.name === 'Connection')
            .flatMap((f) => f.value.toLowerCase().split(/[, ]+/));
          for (const { name: left } of kept) {
            expect(['connection', 'te', 'upgrade', 'proxy-x', ...named]).not.toContain(left.toLowerCase());
          }
          expect(endToEndHeaders(kept, direction)).toEqual(kept);
        },
      ),
    );
  });
});
