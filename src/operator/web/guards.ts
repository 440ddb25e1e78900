import type { IncomingMessage } from 'node:http';

/**
 * Stands on every answer, refusals and files included. What the browser may load, run, frame or keep: W1, W4, W9.
 * https://www.w3.org/TR/CSP3/, https://www.w3.org/TR/trusted-types/
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

export interface Refusal {
  readonly status: 400 | 401 | 403 | 415 | 421;
  readonly error: string;
}

/** The names of a loopback port, as browsers write them in Host. */
export function namesOf(port: number): readonly string[] {
  return ['127.0.0.1', '[::1]', 'localhost'].map((name) => (port === 80 ? name : `${name}:${port}`));
}

/** A page that lets its own name resolve to this machine still sends that name (W3): looked at before any routing. */
export function hostProblem(request: IncomingMessage, names: readonly string[]): Refusal | null {
  const hosts = valuesOf(request, 'host');
  const [host = ''] = hosts;
  if (hosts.length !== 1 || !names.includes(host.toLowerCase())) {
    return { status: 421, error: 'misdirected_request' };
  }
  // A target with a host of its own would be a second opinion.
  return request.url?.startsWith('/') === true ? null : { status: 421, error: 'misdirected_request' };
}

/**
 * Whose page asks. A change needs the exact origin and a header that no form can send (W2); a read that names another
 * origin, or that the browser says comes from another site, is refused too, event streams included (W7).
 */
export function originProblem(request: IncomingMessage): Refusal | null {
  const own = `http://${request.headers.host?.toLowerCase() ?? ''}`;
  const origins = valuesOf(request, 'origin');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (origins.length > 1 || (origins[0] !== undefined && origins[0] !== own)) {
    return { status: 403, error: 'bad_origin' };
  }
  const site = request.headers['sec-fetch-site'];
  const isApi = request.url?.startsWith('/api/') === true;
  if (isApi && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, error: 'bad_origin' };
  }
  if (isRead) return null;
  if (origins[0] === undefined) return { status: 403, error: 'bad_origin' };
  return request.headers['x-decant'] === '1' ? null : { status: 403, error: 'missing_header' };
}

/** Node joins repeated fields or drops them; the raw list does neither. */
function valuesOf(request: IncomingMessage, name: string): readonly string[] {
  const values: string[] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    if (request.rawHeaders[at]?.toLowerCase() === name) values.push(request.rawHeaders[at + 1] ?? '');
  }
  return values;
}
