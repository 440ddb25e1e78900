import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { HeaderField } from '../../core/http/request.ts';
import type { endpointOptions } from './limits.ts';

/** What the upstream's answer said, for the client's. */
export interface Accepted {
  readonly protocol: string;
  readonly fields: readonly HeaderField[];
}

const EMPTY = Buffer.alloc(0);

/** Answers a handshake that was checked before. Null: the client has left. */
export function acceptClient(
  request: IncomingMessage,
  socket: Socket,
  { protocol, fields }: Accepted,
  options: ReturnType<typeof endpointOptions>,
): WebSocket | null {
  const server = new WebSocketServer({
    ...options,
    noServer: true,
    clientTracking: false,
    handleProtocols: () => (protocol === '' ? false : protocol),
  });
  server.on('headers', (lines: string[]) => {
    for (const { name, value } of fields) if (isPlain(value)) lines.push(`${name}: ${value}`);
  });
  let accepted: WebSocket | null = null;
  server.handleUpgrade(request, socket, EMPTY, (websocket) => {
    accepted = websocket;
  });
  return accepted;
}

/** The head is written as text: other bytes would come out as others. */
const isPlain = (value: string): boolean => /^[\t\x20-\x7e]*$/.test(value);
