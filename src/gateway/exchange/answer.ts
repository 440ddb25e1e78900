import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** End the connection after it. */
  readonly close: boolean;
}

/** What a client may still send after its refusal, so that it reads the refusal and not a reset connection. */
const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 2_000;

/**
 * Writes an answer of our own. Where the client is still sending, the answer is written whole, the rest is thrown
 * away within limits, and only then the connection ends: closing a socket with unread bytes resets it, and the
 * answer would be lost.
 */
export function writeAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(answer.body, 'utf8');
  const headers: Record<string, string | number> = { ...answer.headers, 'content-length': body.length };
  if (answer.close) headers.connection = 'close';
  response.writeHead(answer.status, STATUS_CODES[answer.status] ?? '', headers);
  if (!answer.close || request.complete) {
    response.end(body);
    return;
  }
  response.write(body);
  linger(request, () => response.end());
}

function linger(request: IncomingMessage, done: () => void): void {
  let left = LINGER_BYTES;
  const finish = (): void => {
    clearTimeout(timer);
    request.off('data', onData);
    request.off('end', finish);
    request.off('close', finish);
    done();
  };
  const onData = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left < 0) finish();
  };
  const timer = setTimeout(finish, LINGER_MS);
  request.on('error', () => {});
  request.on('data', onData);
  request.once('end', finish);
  request.once('close', finish);
  request.resume();
}
