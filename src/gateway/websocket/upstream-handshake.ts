import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { endToEndHeaders } from '../../core/http/hop-by-hop.ts';
import type { HeaderField } from '../../core/http/request.ts';
import type { Clock } from '../clock.ts';
import type { UpstreamFaultCode } from '../dial/upstream-fault.ts';
import type { UpstreamRequest } from '../forward/relay.ts';
import { headerFields } from '../header-fields.ts';
import type { Accepted } from './client-handshake.ts';
import type { endpointOptions } from './limits.ts';

export type UpstreamAnswer =
  /** Paused, so that nothing it sends is missed. */
  | ({ readonly kind: 'open'; readonly websocket: WebSocket } & Accepted)
  /** An ordinary answer, without its body: 401, 404, a redirect. */
  | { readonly kind: 'declined'; readonly status: number; readonly fields: readonly HeaderField[] }
  | { readonly kind: 'fault'; readonly code: UpstreamFaultCode };

export interface UpstreamHandshake {
  /** Connected, to the checked address. */
  readonly socket: Socket;
  readonly request: UpstreamRequest;
  /** What the client offers. */
  readonly protocols: readonly string[];
  readonly options: ReturnType<typeof endpointOptions>;
  readonly clock: Clock;
  /** The client has left. */
  readonly signal: AbortSignal;
}

const HANDSHAKE_MS = 30_000;
/** As for ordinary requests (F10). */
const MAX_INFORMATIONAL = 16;

/**
 * The handshake with the upstream: a key of our own, no extension offered, the exact path that was judged. Its answer must
 * be a 101 with the right Sec-WebSocket-Accept, no extension, and no subprotocol but an offered one (X17).
 */
export function openUpstream(handshake: UpstreamHandshake): Promise<UpstreamAnswer> {
  return new Promise((resolve) => {
    const { socket, request, protocols, clock, signal } = handshake;
    let accepted: Accepted = { protocol: '', fields: [] };
    const websocket = new WebSocket('ws://upstream.invalid/', {
      ...handshake.options,
      headers: headersOf(request, protocols),
      createConnection: () => socket,
      finishRequest: (outgoing) => {
        prepare(outgoing, request.path, () => settle({ kind: 'fault', code: 'protocol' }));
      },
    });
    let settled = false;
    const settle = (answer: UpstreamAnswer): void => {
      if (settled) return;
      settled = true;
      timer.cancel();
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
      if (answer.kind !== 'open') socket.destroy();
    };
    const onAbort = (): void => settle({ kind: 'fault', code: 'protocol' });
    const timer = clock.after(HANDSHAKE_MS, () => settle({ kind: 'fault', code: 'timeout' }));
    signal.addEventListener('abort', onAbort);
    websocket.on('error', () => settle({ kind: 'fault', code: 'protocol' }));
    websocket.on('upgrade', (response) => {
      const protocol = response.headers['sec-websocket-protocol'];
      accepted = { protocol: protocol ?? '', fields: fieldsOf(response) };
      if (protocol !== undefined && !protocols.includes(protocol)) websocket.terminate();
      // Checked here: ws takes silence about the protocols for a fault, and servers that know none are silent.
      else delete response.headers['sec-websocket-protocol'];
    });
    websocket.on('unexpected-response', (_request, response) => {
      response.on('error', () => {});
      const { statusCode: status = 0 } = response;
      // A 101 that names no upgrade is none.
      if (status < 200) settle({ kind: 'fault', code: 'protocol' });
      else settle({ kind: 'declined', status, fields: fieldsOf(response) });
    });
    websocket.on('open', () => {
      websocket.pause();
      settle({ kind: 'open', websocket, ...accepted });
    });
  });
}

/** `ws` would send the path of its URL, which is another spelling. */
function prepare(outgoing: ClientRequest, path: string, fail: () => void): void {
  let informational = 0;
  outgoing.path = path;
  outgoing.on('information', () => {
    informational += 1;
    if (informational > MAX_INFORMATIONAL) fail();
  });
  outgoing.end();
}

/** Names as they came, those of the handshake left out, which are made anew. */
function headersOf(request: UpstreamRequest, protocols: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  const nameOf = new Map<string, string>();
  for (let i = 0; i + 1 < request.headers.length; i += 2) {
    const [name = '', value = ''] = request.headers.slice(i, i + 2);
    const folded = name.toLowerCase();
    if (folded.startsWith('sec-websocket-')) continue;
    const first = nameOf.get(folded) ?? name;
    nameOf.set(folded, first);
    headers[first] = [...(headers[first] ?? []), value];
  }
  if (protocols.length > 0) headers['Sec-WebSocket-Protocol'] = [protocols.join(', ')];
  return headers;
}

function fieldsOf(response: IncomingMessage): readonly HeaderField[] {
  return endToEndHeaders(headerFields(response.rawHeaders), 'response').filter(({ name }) => {
    const folded = name.toLowerCase();
    return !folded.startsWith('sec-websocket-') && !folded.startsWith('content-');
  });
}
