import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Authority, createAuthority } from './certificates.ts';
import type { Stage } from './stage.ts';

/** One request as the upstream's own parser saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly trailers: readonly string[];
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void;

export interface Upstream {
  readonly port: number;
  /** `127.0.0.1:PORT`, for `upstream.resolve`. */
  readonly address: string;
  readonly authority: Authority;
  /** TCP connections accepted, with or without a request on them. */
  readonly connections: () => number;
  readonly requests: readonly SeenRequest[];
  /** Every decrypted byte received, in the order of arrival. */
  readonly bytes: () => Buffer;
  /** Replaces the echo from the next request on; null brings the echo back. */
  answerWith(answer: Answer | null): void;
  /** Forgets what was seen and drops kept-alive connections, so that the next request must connect. */
  forget(): void;
  close(): Promise<void>;
}

function echo(request: SeenRequest, response: ServerResponse): void {
  const body = JSON.stringify({
    echo: true,
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: request.body.toString('base64'),
  });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    rawHeaders: request.rawHeaders,
    headers,
    body: Buffer.concat(chunks),
    trailers: request.rawTrailers,
  };
}

class Recorder implements Upstream {
  port = 0;
  readonly requests: SeenRequest[] = [];
  readonly authority: Authority;
  readonly #http: Server;
  readonly #sockets = new Set<Socket>();
  #listener: NetServer | null = null;
  #answer: Answer = echo;
  #chunks: Buffer[] = [];
  #connections = 0;

  constructor(authority: Authority) {
    this.authority = authority;
    this.#http = createServer({ requestTimeout: 0, maxHeaderSize: 65_536 }, (request, response) => {
      void read(request).then(
        (seen) => {
          this.requests.push(seen);
          this.#answer(seen, response);
        },
        () => response.destroy(),
      );
    });
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  connections(): number {
    return this.#connections;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  answerWith(answer: Answer | null): void {
    this.#answer = answer ?? echo;
  }

  forget(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.requests.length = 0;
    this.#chunks = [];
    this.#connections = 0;
  }

  async listen(tls: { key: string; cert: string } | null): Promise<void> {
    const serve = (socket: Socket): void => {
      socket.on('error', () => socket.destroy());
      this.#http.emit('connection', socket);
      socket.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    };
    const listener =
      tls === null ? createTcpServer(serve) : createTlsServer({ ...tls, ALPNProtocols: ['http/1.1'] }, serve);
    listener.on('tlsClientError', () => {});
    listener.on('connection', (socket: Socket) => {
      this.#connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('the upstream has no port');
    this.port = address.port;
    this.#listener = listener;
  }

  async close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = null;
    if (listener === null) return;
    const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

export interface UpstreamOptions {
  /** Names of the certificate; none: plain HTTP. */
  readonly names?: readonly string[];
  readonly authority?: Authority;
  /** How long its certificate is good for; negative: it has run out. */
  readonly days?: number;
}

/** A real server on loopback that answers with what it saw, unless told otherwise. */
export async function startUpstream(stage: Stage, options: UpstreamOptions = {}): Promise<Upstream> {
  const authority = options.authority ?? (await createAuthority(stage));
  const recorder = new Recorder(authority);
  const names = options.names ?? [];
  await recorder.listen(names.length === 0 ? null : await authority.issue(names, options.days));
  stage.defer(() => recorder.close());
  return recorder;
}
