import { splitPath } from '../http/path.ts';
import { matchPath } from '../http/path-pattern.ts';
import type { HeaderField, RequestHead } from '../http/request.ts';
import { type CanonicalTarget, defaultPortOf } from '../http/target.ts';
import type { Route } from './config.ts';
import { isGitPush } from './git-push.ts';
import { matchesHost } from './host-pattern.ts';

/** What policy alone can refuse. */
export type PolicyCode =
  | 'route_not_allowed'
  | 'method_not_allowed'
  | 'path_not_allowed'
  | 'git_push_blocked'
  | 'websocket_not_allowed';

export type Decision =
  | { readonly allowed: true; readonly route: Route; readonly index: number }
  | { readonly allowed: false; readonly code: PolicyCode };

/** How far a route fits a request. */
export type RouteMatch = 'match' | 'host' | 'scheme' | 'port' | 'path' | 'method';

/**
 * The verdict of the routes: the first one that fits host, scheme, port, path and method decides. Where none does, the
 * answer is that of the route that came nearest: a wrong method on a listed path, then a wrong path on a listed host.
 * Only then come pushes and upgrades, so that a later and wider route never undoes what the first match blocks.
 */
export function decide(routes: readonly Route[], head: RequestHead): Decision {
  const { pathname } = splitPath(head.path);
  let nearest: PolicyCode = 'route_not_allowed';
  for (const [index, route] of routes.entries()) {
    const match = matchRoute(route, head.target, head.method, pathname);
    if (match === 'match') return decideOnRoute(route, index, head);
    if (match === 'method') nearest = 'method_not_allowed';
    if (match === 'path' && nearest === 'route_not_allowed') nearest = 'path_not_allowed';
  }
  return { allowed: false, code: nearest };
}

/** The first thing in which a route does not fit, or `match`. */
export function matchRoute(
  route: Route,
  target: CanonicalTarget,
  method: string,
  pathname: string,
): RouteMatch {
  if (!matchesHost(route.host, target.host)) return 'host';
  if (!route.schemes.includes(target.scheme)) return 'scheme';
  if (!(route.ports ?? [defaultPortOf(target.scheme)]).includes(target.port)) return 'port';
  if (!route.paths.some((pattern) => matchPath(pattern, pathname))) return 'path';
  return allowsMethod(route, method) ? 'match' : 'method';
}

function allowsMethod(route: Route, method: string): boolean {
  // TRACE echoes what the gateway injects; CONNECT would open a tunnel in the tunnel.
  if (method === 'TRACE' || method === 'CONNECT') return false;
  return route.methods === null || route.methods.includes(method);
}

function decideOnRoute(route: Route, index: number, head: RequestHead): Decision {
  if (route.gitPush === 'block' && isGitPush(head.method, head.path)) {
    return { allowed: false, code: 'git_push_blocked' };
  }
  if (asksForWebSocket(head.headers) && !route.websocket)
    return { allowed: false, code: 'websocket_not_allowed' };
  return { allowed: true, route, index };
}

/** RFC 6455, 4.1: an Upgrade field with the token `websocket`, in any case, among others or not. */
export function asksForWebSocket(headers: readonly HeaderField[]): boolean {
  return headers.some(
    ({ name, value }) =>
      name.toLowerCase() === 'upgrade' &&
      value.split(',').some((token) => /^\s*websocket\s*(\/|$)/i.test(token)),
  );
}
