import type { IncomingMessage } from 'node:http';
import type { RequestHead } from '../../core/http/request.ts';
import { checkHandshake } from '../../core/http/websocket-handshake.ts';
import { asksForWebSocket } from '../../core/policy/decide.ts';
import type { EarlyWatch } from '../listener/early-watch.ts';
import { announcesBody } from './read-body.ts';

/** A WebSocket handshake that is one. */
export interface Opened {
  readonly protocols: readonly string[];
  readonly watch: EarlyWatch;
}

export type OpenedOrNot =
  | ({ readonly ok: true } & Opened)
  | { readonly ok: false; readonly status: number; readonly problem: string };

/** What a request that asks for WebSocket is; null for any other. One with a body is none (X17). */
export function handshakeOf(
  { request, upgrade }: { readonly request: IncomingMessage; readonly upgrade: EarlyWatch | null },
  head: RequestHead,
): OpenedOrNot | null {
  if (upgrade === null && !asksForWebSocket(head.headers)) return null;
  if (announcesBody(request)) return { ok: false, status: 400, problem: 'websocket_body' };
  // Node's parser took it for an ordinary request: no upgrade among its connection options.
  if (upgrade === null || request.httpVersion !== '1.1') {
    return { ok: false, status: 400, problem: 'websocket_connection' };
  }
  const handshake = checkHandshake(head);
  return handshake.ok ? { ok: true, protocols: handshake.protocols, watch: upgrade } : handshake;
}
