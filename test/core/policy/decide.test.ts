import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderField } from '../../../src/core/http/request.ts';
import { requestTarget, splitAbsoluteForm } from '../../../src/core/http/request-target.ts';
import type { Route } from '../../../src/core/policy/config.ts';
import { asksForWebSocket, decide } from '../../../src/core/policy/decide.ts';
import { routesOf } from './fixtures.ts';

/** The index of the route that takes a request, or the code of the refusal. */
function verdict(
  routes: readonly Route[],
  line: string,
  headers: readonly HeaderField[] = [],
): number | string {
  const [method = '', url = ''] = line.split(' ');
  const parts = splitAbsoluteForm(url);
  if (parts === null) throw new Error(url);
  const request = requestTarget({
    method: method === 'TRACE' || method === 'CONNECT' ? 'GET' : method,
    requestTarget: url,
    hostHeaders: [parts.authority],
    tunnel: null,
    scheme: parts.scheme,
  });
  if (!request.ok) throw new Error(request.problem);
  const decision = decide(routes, { ...request, method, headers });
  return decision.allowed ? decision.index : decision.code;
}

describe('decide', () => {
  it('S1 C25: refuses everything without routes', () => {
    expect(verdict([], 'GET https://ok.com/')).toBe('route_not_allowed');
  });

  it('S1: takes what a route lists, and nothing beside it', () => {
    const routes = routesOf(
      '{ host: ok.com }',
      '{ host: "*.ok.com", schemes: [http, https], ports: [80, 8443] }',
    );
    expect(verdict(routes, 'GET https://ok.com/')).toBe(0);
    expect(verdict(routes, 'DELETE https://OK.com./a/b?c')).toBe(0);
    expect(verdict(routes, 'GET http://a.ok.com/')).toBe(1);
    expect(verdict(routes, 'GET https://a.ok.com:8443/')).toBe(1);
    expect(verdict(routes, 'GET http://ok.com/')).toBe('route_not_allowed');
    expect(verdict(routes, 'GET https://ok.com:8443/')).toBe('route_not_allowed');
    expect(verdict(routes, 'GET https://a.ok.com/')).toBe('route_not_allowed');
    expect(verdict(routes, 'GET https://evil.com/')).toBe('route_not_allowed');
  });

  it('D10: takes the default port of each scheme where none is listed', () => {
    const routes = routesOf('{ host: ok.com, schemes: [http, https] }');
    expect(verdict(routes, 'GET http://ok.com:80/')).toBe(0);
    expect(verdict(routes, 'GET https://ok.com:443/')).toBe(0);
    expect(verdict(routes, 'GET http://ok.com:443/')).toBe('route_not_allowed');
  });

  it('D4: takes an IP literal only where it is listed as itself', () => {
    const routes = routesOf('{ host: 10.0.0.1 }', '{ host: "*.example.com" }', '{ host: "[::1]" }');
    expect(verdict(routes, 'GET https://10.0.0.1/')).toBe(0);
    expect(verdict(routes, 'GET https://[0:0::1]/')).toBe(2);
    expect(verdict(routes, 'GET https://10.0.0.2/')).toBe('route_not_allowed');
    expect(verdict(routes, 'GET https://[::ffff:10.0.0.1]/')).toBe('route_not_allowed');
  });

  it('lets the first route win that takes all of a request', () => {
    const routes = routesOf(
      '{ host: ok.com, paths: ["/a/**"], methods: [GET] }',
      '{ host: ok.com, paths: ["/a/x"] }',
      '{ host: ok.com, paths: ["/b"] }',
    );
    expect(verdict(routes, 'GET https://ok.com/a/x')).toBe(0);
    expect(verdict(routes, 'POST https://ok.com/a/x')).toBe(1);
    expect(verdict(routes, 'POST https://ok.com/b?c')).toBe(2);
  });

  it('names the nearest miss', () => {
    const routes = routesOf(
      '{ host: ok.com, paths: ["/a/**"], methods: [get] }',
      '{ host: ok.com, paths: ["/b"] }',
      '{ host: other.com }',
    );
    expect(verdict(routes, 'POST https://ok.com/a/x')).toBe('method_not_allowed');
    expect(verdict(routes, 'POST https://ok.com/c')).toBe('path_not_allowed');
    expect(verdict(routes, 'GET https://ok.com/c')).toBe('path_not_allowed');
    expect(verdict(routes, 'GET https://evil.com/a/x')).toBe('route_not_allowed');
  });

  it('F18: never takes TRACE or CONNECT, and methods only as they are spelled', () => {
    const routes = routesOf('{ host: ok.com }', '{ host: only.com, methods: [GET] }');
    expect(verdict(routes, 'TRACE https://ok.com/')).toBe('method_not_allowed');
    expect(verdict(routes, 'CONNECT https://ok.com/')).toBe('method_not_allowed');
    expect(verdict(routes, 'PROPFIND https://ok.com/')).toBe(0);
    expect(verdict(routes, 'HEAD https://only.com/')).toBe('method_not_allowed');
    expect(verdict(routes, 'get https://only.com/')).toBe('method_not_allowed');
  });

  it('I2: takes a path that can be read in two ways only where every path is allowed', () => {
    const narrow = routesOf('{ host: ok.com, paths: ["/public/**"] }');
    const wide = routesOf('{ host: ok.com }');
    for (const path of [
      '/public/../admin',
      '/public/%2e%2e/admin',
      '/public/..;/admin',
      '/public/..%2fadmin',
      '/public/%',
    ]) {
      expect(verdict(narrow, `GET https://ok.com${path}`), path).toBe('path_not_allowed');
      expect(verdict(wide, `GET https://ok.com${path}`), path).toBe(0);
    }
    // As npm asks for a package of a scope.
    expect(verdict(wide, 'GET https://ok.com/@scope%2fname')).toBe(0);
  });

  it('S11: blocks a git push unless the route allows it; a later route does not undo that', () => {
    const routes = routesOf(
      '{ host: git.example.com, paths: ["/mine/**"], git_push: allow }',
      '{ host: git.example.com }',
      '{ host: git.example.com, git_push: allow }',
    );
    expect(verdict(routes, 'GET https://git.example.com/mine/info/refs?service=git-receive-pack')).toBe(0);
    expect(verdict(routes, 'POST https://git.example.com/mine/git-receive-pack')).toBe(0);
    expect(verdict(routes, 'GET https://git.example.com/r/info/refs?service=git-receive-pack')).toBe(
      'git_push_blocked',
    );
    expect(verdict(routes, 'POST https://git.example.com/r/git%2Dreceive-pack')).toBe('git_push_blocked');
    expect(verdict(routes, 'GET https://git.example.com/r/info/refs?service=git-upload-pack')).toBe(1);
    expect(verdict(routes, 'POST https://other.example.com/git-receive-pack')).toBe('route_not_allowed');
  });

  it('S12: refuses a WebSocket handshake, but where the route takes one', () => {
    const upgrade = [
      { name: 'Connection', value: 'Upgrade' },
      { name: 'Upgrade', value: 'websocket' },
    ];
    expect(verdict(routesOf('{ host: ok.com }'), 'GET https://ok.com/', upgrade)).toBe(
      'websocket_not_allowed',
    );
    expect(verdict(routesOf('{ host: ok.com, websocket: true }'), 'GET https://ok.com/', upgrade)).toBe(0);
    expect(verdict([], 'GET https://ok.com/', upgrade)).toBe('route_not_allowed');
  });

  it('I6: what it allows, the route that it names lists', () => {
    const routes = routesOf(
      '{ host: a.com, paths: ["/x/*"], methods: [GET, POST] }',
      '{ host: "*.a.com", schemes: [http], ports: [80, 81] }',
    );
    const url = fc.tuple(
      fc.constantFrom('http', 'https'),
      fc.constantFrom('a.com', 'b.a.com', 'ba.com', 'a.com.b'),
      fc.constantFrom('', ':80', ':81', ':443'),
      fc.constantFrom('/', '/x/', '/x/y', '/x/y/z', '/x/%2e%2e', '/x/../y'),
    );
    fc.assert(
      fc.property(url, fc.constantFrom('GET', 'POST', 'PUT'), ([scheme, host, port, path], method) => {
        const result = verdict(routes, `${method} ${scheme}://${host}${port}${path}`);
        if (result === 0) {
          expect([host, path]).toEqual(['a.com', '/x/y']);
          expect(scheme === 'https' && port !== ':80' && port !== ':81' && method !== 'PUT').toBe(true);
        }
        if (result === 1)
          expect([scheme, host, ['', ':80', ':81'].includes(port)]).toEqual(['http', 'b.a.com', true]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('asksForWebSocket', () => {
  it.each(['websocket', 'WebSocket', ' websocket ', 'h2c, websocket', 'websocket/13'])(
    'sees it in %j',
    (value) => {
      expect(asksForWebSocket([{ name: 'uPgrade', value }])).toBe(true);
    },
  );

  it.each(['h2c', 'websockets', 'x-websocket', ''])('does not see it in %j', (value) => {
    expect(asksForWebSocket([{ name: 'Upgrade', value }])).toBe(false);
    expect(asksForWebSocket([{ name: 'X-Upgrade', value: 'websocket' }])).toBe(false);
  });
});
