import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** The body of an answer to something that is no acceptable HTTP request. Our own words only. */
export function malformedBody(problem: string): string {
  return JSON.stringify({ error: 'malformed_request', code: problem });
}

/** A complete answer on a socket that has no (usable) HTTP parser any more; the connection ends with it. */
export function endWithAnswer(socket: Duplex, status: number, problem: string): void {
  if (socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = malformedBody(problem);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-should-retry: false\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
