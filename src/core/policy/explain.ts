import { normalisePath, splitPath } from '../http/path.ts';
import { requestTarget, splitAbsoluteForm } from '../http/request-target.ts';
import { destinationOf } from '../http/target.ts';
import type { InboundDetector, OutboundDetector, Route } from './config.ts';
import { type Decision, decide, matchRoute, type RouteMatch } from './decide.ts';
import { hostPatternText } from './host-pattern.ts';

/** What `config explain` shows: what the routes say of a request, and why. */
export interface Explanation {
  /** `https://api.example.com:443`. */
  readonly destination: string;
  /** As it would be sent, with the query. */
  readonly path: string;
  /** As it is matched; null where servers may read it in more than one way. */
  readonly matchedPath: string | null;
  /** Without the route itself, whose `auth` is a credential. */
  readonly verdict:
    | { readonly allowed: true; readonly index: number }
    | Extract<Decision, { allowed: false }>;
  readonly routes: readonly RouteExplanation[];
  /** Which detectors would look through it; none where it is refused. */
  readonly detectors: readonly OutboundDetector[];
  /** Which would look through its answer. */
  readonly inboundDetectors: readonly InboundDetector[];
  /** The header with a credential that the gateway would set, or null. */
  readonly addsHeader: string | null;
}

export interface RouteExplanation {
  readonly index: number;
  /** `*.example.com` */
  readonly host: string;
  readonly match: RouteMatch;
  /** A sentence without its subject, which is the route: `is for another host`. */
  readonly reason: string;
}

export type ExplainResult =
  | { readonly ok: true; readonly explanation: Explanation }
  | { readonly ok: false; readonly problem: string };

/** Judges a URL as the gateway would judge a request for it, as far as the routes go. */
export function explain(routes: readonly Route[], url: string, method: string): ExplainResult {
  const [withoutFragment = ''] = url.split('#');
  const parts = splitAbsoluteForm(withoutFragment);
  if (parts === null)
    return { ok: false, problem: 'write the whole URL, beginning with https:// or http://' };
  const request = requestTarget({
    method: method.toUpperCase(),
    requestTarget: withoutFragment,
    hostHeaders: [parts.authority],
    tunnel: null,
    scheme: parts.scheme,
  });
  if (!request.ok) return { ok: false, problem: `the gateway refuses such a request (${request.problem})` };
  const head = { ...request, method: method.toUpperCase(), headers: [] };
  const { pathname } = splitPath(request.path);
  const matchedPath = normalisePath(pathname);
  const verdict = decide(routes, head);
  return {
    ok: true,
    explanation: {
      destination: destinationOf(request.target),
      path: request.path,
      matchedPath,
      verdict: verdict.allowed ? { allowed: true, index: verdict.index } : verdict,
      routes: routes.map((route, index) => {
        const match = matchRoute(route, request.target, head.method, pathname);
        const late = verdict.allowed && match === 'match' && index > verdict.index;
        const reason = late
          ? 'would take it, but an earlier route does'
          : reasonOf(route, match, matchedPath);
        return { index, host: hostPatternText(route.host), match, reason };
      }),
      detectors: verdict.allowed ? verdict.route.dlp.outboundDetectors : [],
      inboundDetectors: verdict.allowed ? verdict.route.dlp.inboundDetectors : [],
      addsHeader: verdict.allowed ? (verdict.route.auth?.header ?? null) : null,
    },
  };
}

function reasonOf(route: Route, match: RouteMatch, matchedPath: string | null): string {
  switch (match) {
    case 'match':
      return 'takes it';
    case 'host':
      return `is for ${hostPatternText(route.host)}`;
    case 'scheme':
      return `takes ${route.schemes.join(' and ')} only`;
    case 'port':
      return route.ports === null
        ? 'takes the default port only'
        : `takes port ${route.ports.join(' and ')} only`;
    case 'path':
      return matchedPath === null
        ? 'takes some paths only, and servers may read this one in more than one way'
        : `takes ${route.paths.join(' and ')} only`;
    case 'method':
      return route.methods === null
        ? 'takes all methods but TRACE and CONNECT'
        : `takes ${route.methods.join(' and ')} only`;
  }
}
