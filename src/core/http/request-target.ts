import {
  type CanonicalTarget,
  defaultPortOf,
  parseAuthority,
  type Scheme,
  type TargetProblem,
  withScheme,
} from './target.ts';

export interface RequestTargetInput {
  readonly method: string;
  /** The second word of the request line, as received. */
  readonly requestTarget: string;
  /** The values of all Host fields. */
  readonly hostHeaders: readonly string[];
  /** Where the CONNECT around this request leads; null on the proxy port itself. */
  readonly tunnel: CanonicalTarget | null;
  /** How the request came: `http` on the proxy port or in the clear in a tunnel, `https` in TLS. */
  readonly scheme: Scheme;
}

export type RequestTargetProblem =
  | TargetProblem
  | 'method_not_served'
  | 'host_missing'
  | 'host_repeated'
  /** The request target and the Host field disagree with each other. */
  | 'host_mismatch'
  /** The request is for another destination than its tunnel. */
  | 'tunnel_mismatch'
  /** Origin form on the proxy port: the client takes the gateway for a server. */
  | 'no_proxy_request'
  | 'asterisk_form'
  | 'bad_scheme'
  | 'bad_path';

export type RequestTargetResult =
  | {
      readonly ok: true;
      readonly target: CanonicalTarget;
      /** As the client spelled it. */
      readonly authority: string;
      /** Origin form with the query, as received. */
      readonly path: string;
    }
  | Refused;

interface Refused {
  readonly ok: false;
  readonly status: 400 | 405 | 421;
  readonly problem: RequestTargetProblem;
}

/**
 * The one destination of a request, from everything that says where it goes: request line, Host and tunnel must agree
 * (D1, D2). 400: malformed or at odds with itself; 421: meant for another place than its tunnel leads to; 405: CONNECT
 * in a tunnel and `OPTIONS *` (F18). Everything is checked against a grammar before anything is interpreted (D3).
 */
export function requestTarget(input: RequestTargetInput): RequestTargetResult {
  if (input.method === 'CONNECT' || input.method === 'TRACE') return refuse(405, 'method_not_served');
  const [hostHeader, ...others] = input.hostHeaders;
  if (hostHeader === undefined) return refuse(400, 'host_missing');
  if (others.length > 0) return refuse(400, 'host_repeated');
  if (input.requestTarget === '*') {
    return input.method === 'OPTIONS' ? refuse(405, 'asterisk_form') : refuse(400, 'asterisk_form');
  }
  return input.requestTarget.startsWith('/')
    ? fromOriginForm(input, hostHeader)
    : fromAbsoluteForm(input, hostHeader);
}

function fromOriginForm(input: RequestTargetInput, hostHeader: string): RequestTargetResult {
  if (input.tunnel === null) return refuse(400, 'no_proxy_request');
  if (!isOriginForm(input.requestTarget)) return refuse(400, 'bad_path');
  const target = withScheme(input.tunnel, input.scheme);
  const host = parseAuthority(hostHeader, input.scheme, { defaultPort: defaultPortOf(input.scheme) });
  if (!host.ok) return refuse(400, host.problem);
  if (!sameDestination(host.target, target)) return refuse(421, 'tunnel_mismatch');
  return { ok: true, target, authority: hostHeader, path: input.requestTarget };
}

function fromAbsoluteForm(input: RequestTargetInput, hostHeader: string): RequestTargetResult {
  const url = splitAbsoluteForm(input.requestTarget);
  if (url === null || url.scheme !== input.scheme) return refuse(400, 'bad_scheme');
  if (!isOriginForm(url.path)) return refuse(400, 'bad_path');
  const defaultPort = defaultPortOf(input.scheme);
  const named = parseAuthority(url.authority, input.scheme, { defaultPort });
  if (!named.ok) return refuse(400, named.problem);
  const host = parseAuthority(hostHeader, input.scheme, { defaultPort });
  if (!host.ok) return refuse(400, host.problem);
  if (!sameDestination(named.target, host.target)) return refuse(400, 'host_mismatch');
  if (input.tunnel !== null && !sameDestination(named.target, withScheme(input.tunnel, input.scheme))) {
    return refuse(421, 'tunnel_mismatch');
  }
  return { ok: true, target: named.target, authority: url.authority, path: url.path };
}

/** `scheme://authority[path][?query]` (RFC 3986), cut without decoding anything. An empty path becomes `/`. */
export function splitAbsoluteForm(
  text: string,
): { readonly scheme: Scheme; readonly authority: string; readonly path: string } | null {
  const match = /^(https?):\/\/([^/?#\\]*)(.*)$/is.exec(text);
  if (match === null) return null;
  const [, scheme = '', authority = '', rest = ''] = match;
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    authority,
    path: rest.startsWith('/') ? rest : `/${rest}`,
  };
}

/**
 * Printable ASCII that begins with a slash, without a fragment, and without a backslash in the path, which some servers
 * read as a slash. In the query a backslash separates nothing, and clients send it bare. Characters that RFC 3986 wants
 * escaped and browsers leave alone (`|`, `[`, `"`) pass.
 */
function isOriginForm(path: string): boolean {
  return /^\/[!"$->@-[\]-~]*(\?[!"$-~]*)?$/.test(path);
}

function sameDestination(a: CanonicalTarget, b: CanonicalTarget): boolean {
  return a.scheme === b.scheme && a.host === b.host && a.port === b.port;
}

function refuse(status: 400 | 405 | 421, problem: RequestTargetProblem): Refused {
  return { ok: false, status, problem };
}
