import type { RequestHead } from './request.ts';
import { isToken } from './token.ts';

export type Handshake =
  /** The subprotocols that the client offers, in its order. */
  | { readonly ok: true; readonly protocols: readonly string[] }
  | { readonly ok: false; readonly status: 400; readonly problem: string };

/** RFC 6455, 4.1: base64 of 16 bytes, which ends in one of four letters. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const VERSION = '13';

/**
 * Is a request that asks for WebSocket the opening handshake of RFC 6455, 4.2.1, and nothing besides? Anything else in
 * it (a second key, another version, a further upgrade token) is refused: two readers may take it in two ways (X17).
 */
export function checkHandshake({ method, headers }: Pick<RequestHead, 'method' | 'headers'>): Handshake {
  const valuesOf = (name: string): readonly string[] =>
    headers.filter((field) => field.name.toLowerCase() === name).map(({ value }) => value.trim());
  const [upgrade, ...moreUpgrades] = valuesOf('upgrade');
  const [key, ...moreKeys] = valuesOf('sec-websocket-key');
  const [version, ...moreVersions] = valuesOf('sec-websocket-version');
  const protocols = listOf(valuesOf('sec-websocket-protocol'));
  if (method !== 'GET') return malformed('websocket_method');
  if (upgrade?.toLowerCase() !== 'websocket' || moreUpgrades.length > 0)
    return malformed('websocket_upgrade');
  if (!listOf(valuesOf('connection')).some((name) => name.toLowerCase() === 'upgrade')) {
    return malformed('websocket_connection');
  }
  if (key === undefined || !KEY.test(key) || moreKeys.length > 0) return malformed('websocket_key');
  if (version !== VERSION || moreVersions.length > 0) return malformed('websocket_version');
  const areTokens = protocols.every(isToken) && new Set(protocols).size === protocols.length;
  return areTokens ? { ok: true, protocols } : malformed('websocket_protocol');
}

function malformed(problem: string): Handshake {
  return { ok: false, status: 400, problem };
}

function listOf(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',')).map((item) => item.trim());
}
