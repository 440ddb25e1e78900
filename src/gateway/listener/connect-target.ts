import type { IncomingMessage } from 'node:http';
import { checkFraming } from '../../core/http/framing.ts';
import { type CanonicalTarget, parseAuthority } from '../../core/http/target.ts';

export type ConnectTarget =
  | { readonly ok: true; readonly target: CanonicalTarget; readonly authority: string }
  | { readonly ok: false; readonly status: number; readonly problem: string };

/**
 * Where a CONNECT leads: its authority, with a port. A Host field must name the same host; older clients send none
 * (HTTP/1.0), some send it without the port, and some name the proxy there, as Node's `http.request` does unless told
 * otherwise: a host with the port that this connection came in on. That one names no other destination.
 */
export function connectTarget(request: IncomingMessage): ConnectTarget {
  const authority = request.url ?? '';
  const host = request.headers.host;
  const rawHeaders = host === undefined ? [...request.rawHeaders, 'Host', authority] : request.rawHeaders;
  const framing = checkFraming({ httpVersion: request.httpVersion, method: 'CONNECT', rawHeaders });
  if (framing !== null) return { ok: false, ...framing };
  const parsed = parseAuthority(authority, 'https', { defaultPort: null });
  if (!parsed.ok) return { ok: false, status: 400, problem: parsed.problem };
  if (host !== undefined) {
    const named = parseAuthority(host, 'https', { defaultPort: parsed.target.port });
    if (!named.ok) return { ok: false, status: 400, problem: named.problem };
    const agrees = named.target.host === parsed.target.host && named.target.port === parsed.target.port;
    const namesProxy = named.target.port === request.socket.localPort && hasPort(host);
    if (!agrees && !namesProxy) return { ok: false, status: 400, problem: 'host_mismatch' };
  }
  return { ok: true, target: parsed.target, authority };
}

/** Without one, the port of the authority was taken. */
const hasPort = (host: string): boolean => /:[0-9]+$/.test(host);
