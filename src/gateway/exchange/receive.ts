import type { IncomingMessage } from 'node:http';
import { checkFraming } from '../../core/http/framing.ts';
import type { RequestHead } from '../../core/http/request.ts';
import { requestTarget } from '../../core/http/request-target.ts';
import { headerFields } from '../header-fields.ts';
import type { Tunnel } from '../listener/connection.ts';

export type Received =
  | { readonly ok: true; readonly head: RequestHead }
  | { readonly ok: false; readonly status: number; readonly problem: string };

/** From what Node's parser let through to the one canonical head, or the reason why there is none. */
export function receive(request: IncomingMessage, tunnel: Tunnel | null): Received {
  const method = request.method ?? '';
  const framing = checkFraming({ httpVersion: request.httpVersion, method, rawHeaders: request.rawHeaders });
  if (framing !== null) return { ok: false, ...framing };
  if (tunnel?.misdirected === true) return { ok: false, status: 421, problem: 'server_name' };
  const headers = headerFields(request.rawHeaders);
  const target = requestTarget({
    method,
    requestTarget: request.url ?? '',
    hostHeaders: headers.filter(({ name }) => name.toLowerCase() === 'host').map(({ value }) => value),
    tunnel: tunnel?.target ?? null,
    scheme: tunnel?.scheme ?? 'http',
  });
  if (!target.ok) return { ok: false, status: target.status, problem: target.problem };
  const { path, authority } = target;
  return { ok: true, head: { method, target: target.target, authority, path, headers } };
}
