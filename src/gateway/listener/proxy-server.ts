import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { codeOf } from '../../core/error-code.ts';
import type { ListenAddress } from '../../core/policy/config.ts';
import type { Log } from '../log-entry.ts';
import { StartError } from '../start-error.ts';
import { clientFaultOf } from './client-error.ts';
import { type ConnectTarget, connectTarget } from './connect-target.ts';
import { Connection, type Tunnel } from './connection.ts';
import { EarlyWatch } from './early-watch.ts';
import { isWebSocket, ONLY_WEBSOCKET, withoutUpgrade } from './plain-upgrade.ts';
import { endWithAnswer } from './raw-answer.ts';
import { openTunnel, type TlsOptions } from './tunnel.ts';

/** In milliseconds. */
export interface Timeouts {
  /** F17: for a complete head, and for a tunnel's first byte and its handshake. */
  readonly headers: number;
  /** For a whole request, its body included. Node counts only while bytes of it are missing, so a hold is not cut. */
  readonly request: number;
  /** Between two requests of a connection. */
  readonly keepAlive: number;
}

export const TIMEOUTS: Timeouts = { headers: 10_000, request: 120_000, keepAlive: 75_000 };

const MAX_CONNECTIONS = 16_384;

export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  readonly expectsContinue: boolean;
  /** Set where the client asks for WebSocket: its connection has no parser any more. */
  readonly upgrade: EarlyWatch | null;
}

export interface ProxyServerOptions {
  readonly headerBytes: number;
  readonly timeouts: Timeouts;
  readonly contextFor: TlsOptions['contextFor'];
  readonly handle: (arrival: Arrival) => Promise<void>;
  readonly log: Log;
}

/**
 * The proxy port: requests in absolute form, and CONNECT tunnels whose TLS ends here. One HTTP server reads both, so
 * limits, timeouts and the order of requests are the same inside a tunnel and outside.
 */
export class ProxyServer {
  readonly #options: ProxyServerOptions;
  readonly #server: Server;
  readonly #connections = new WeakMap<object, Connection>();
  readonly #sockets = new Set<Socket>();
  readonly #running = new Set<Promise<void>>();
  #stopping = false;

  constructor(options: ProxyServerOptions) {
    this.#options = options;
    this.#server = createServer({
      maxHeaderSize: options.headerBytes,
      insecureHTTPParser: false,
      // Ours to refuse, so that every refusal is the same.
      requireHostHeader: false,
      headersTimeout: options.timeouts.headers,
      requestTimeout: options.timeouts.request,
      keepAliveTimeout: options.timeouts.keepAlive,
      connectionsCheckingInterval: Math.min(1_000, options.timeouts.headers),
      ...ONLY_WEBSOCKET,
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('connection', (socket: Socket) => this.#connectionOf(socket));
    this.#server.on('request', (request, response) => this.#accept(request, response, false));
    this.#server.on('checkExpectation', (request, response) => this.#accept(request, response, false));
    this.#server.on('checkContinue', (request, response) => this.#accept(request, response, true));
    this.#server.on('connect', (request, socket, head) => {
      if (isSocket(socket)) this.#connect(request, socket, head);
      else socket.destroy();
    });
    this.#server.on('upgrade', (request, socket, head) => {
      if (isSocket(socket)) this.#upgrade(request, socket, head);
      else socket.destroy();
    });
    this.#server.on('clientError', (error, socket) => {
      if (isSocket(socket)) this.#clientError(error, socket);
      else socket.destroy();
    });
  }

  /** @throws StartError `listen_failed` */
  listen({ host, port }: ListenAddress): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      const onError = (error: Error): void => {
        const code = codeOf(error);
        const reason =
          code === 'EADDRINUSE'
            ? 'is in use already: end what listens there, or choose another port (0 picks a free one)'
            : `cannot be listened on (${code})`;
        reject(new StartError('listen_failed', `listen: ${host}:${port} ${reason}`));
      };
      this.#server.once('error', onError);
      this.#server.listen({ host, port, backlog: 4096 }, () => {
        this.#server.off('error', onError);
        this.#server.on('error', (error) => this.#fault('listener', error));
        const address = this.#server.address();
        if (address === null || typeof address === 'string') onError(new Error('no address'));
        else resolve(address);
      });
    });
  }

  /** Nothing new is accepted; idle connections end. */
  close(): void {
    this.#stopping = true;
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  /** Resolves when no exchange runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Ends every connection, whatever runs on it. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
  }

  #connectionOf(socket: Socket): Connection {
    return this.#connections.get(socket) ?? this.#adopt(socket, null);
  }

  /** From here on, whatever comes from the socket comes out of the tunnel. */
  #adopt(socket: Socket, tunnel: Tunnel | null): Connection {
    const connection = new Connection(tunnel);
    this.#connections.set(socket, connection);
    if (!this.#sockets.has(socket)) socket.once('close', () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
    return connection;
  }

  #accept(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const { socket } = request;
    const connection = this.#connectionOf(socket);
    response.on('error', () => {});
    const accepted = connection.enqueue({ request, response }, () =>
      this.#track(this.#exchange({ request, response, connection, expectsContinue, upgrade: null })),
    );
    if (!accepted) socket.destroy();
  }

  async #exchange(arrival: Arrival): Promise<void> {
    const { request, response, connection } = arrival;
    if (this.#stopping) {
      connection.end();
      endWithAnswer(request.socket, 503, 'stopping');
      return;
    }
    await this.#options.handle(arrival);
    // The next request of this connection waits until this answer is on its way.
    if (!response.writableFinished && !request.socket.destroyed) {
      await new Promise<void>((resolve) => response.once('close', resolve));
    }
    if (this.#stopping) request.socket.end();
  }

  async #track(exchange: Promise<void>): Promise<void> {
    const guarded = exchange.catch((error: unknown) => this.#fault('exchange', error));
    this.#running.add(guarded);
    await guarded;
    this.#running.delete(guarded);
  }

  /** Node has taken its parser off the connection, whatever the request asks to upgrade to. */
  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.#connectionOf(socket);
    if (!isWebSocket(request)) {
      this.#asOrdinary(request, socket, head, connection);
      return;
    }
    const upgrade = new EarlyWatch(socket);
    const exchanging = { request: { complete: true }, response: { headersSent: false } };
    const accepted = connection.enqueue(exchanging, async () => {
      if (socket.destroyed) return;
      if (head.length > 0) {
        const [code, status] = ['early_data', 400];
        this.#options.log({ event: 'client_fault', level: 'info', code, status });
        endWithAnswer(socket, status, code);
        return;
      }
      const response = new ServerResponse(request);
      response.on('error', () => {});
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.once('finish', () => socket.destroySoon());
      await this.#track(this.#converse({ request, response, connection, expectsContinue: false, upgrade }));
    });
    if (!accepted) socket.destroy();
  }

  async #converse(arrival: Arrival): Promise<void> {
    if (this.#stopping) endWithAnswer(arrival.request.socket, 503, 'stopping');
    else await this.#options.handle(arrival);
  }

  /** An upgrade to anything else is none: the same request comes again, without the wish (F12). */
  #asOrdinary(request: IncomingMessage, socket: Socket, head: Buffer, connection: Connection): void {
    // Behind an unanswered request, as with CONNECT.
    if (connection.busy) {
      socket.destroy();
      return;
    }
    socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
    this.#server.emit('connection', socket);
  }

  #connect(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.#connectionOf(socket);
    socket.on('error', () => socket.destroy());
    // Behind an unanswered request, an answer would be taken for that request's.
    if (connection.busy) {
      socket.destroy();
      return;
    }
    const parsed = this.#admit(request, connection);
    if (!parsed.ok) {
      this.#options.log({ event: 'tunnel_refused', level: 'info', code: parsed.problem });
      endWithAnswer(socket, parsed.status, parsed.problem);
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    // Not forwarded, but the beginning of what comes through the tunnel (F15).
    if (head.length > 0) socket.unshift(head);
    const { target, authority } = parsed;
    const { contextFor, timeouts } = this.#options;
    openTunnel(socket, target, { contextFor, timeoutMs: timeouts.headers }).then(
      (open) => {
        if (open === null || open.socket.destroyed) return;
        const { socket: inner, scheme, misdirected } = open;
        this.#adopt(inner, { target, authority, scheme, misdirected });
        this.#server.emit('connection', inner);
      },
      (error: unknown) => {
        this.#fault('tunnel', error);
        socket.destroy();
      },
    );
  }

  #admit(request: IncomingMessage, connection: Connection): ConnectTarget {
    if (connection.tunnel !== null) return { ok: false, status: 405, problem: 'nested_connect' };
    if (this.#stopping) return { ok: false, status: 503, problem: 'stopping' };
    return connectTarget(request);
  }

  #clientError(error: Error, socket: Socket): void {
    const code = codeOf(error);
    const fault = clientFaultOf(code);
    const connection = this.#connectionOf(socket);
    if (fault === null || socket.destroyed) {
      socket.destroy();
      return;
    }
    // The parser faults again on every byte that follows, for as long as an earlier request is held.
    if (connection.closed) return;
    this.#options.log({ event: 'client_fault', level: 'info', code, status: fault.status });
    const answer = (): void => endWithAnswer(socket, fault.status, fault.problem);
    switch (connection.faultHits) {
      case 'between':
        connection.endWith(answer);
        break;
      case 'alone':
        connection.end();
        answer();
        break;
      case 'entangled':
        socket.destroy();
    }
  }

  #fault(where: string, error: unknown): void {
    this.#options.log({ event: 'internal_fault', level: 'error', where, code: codeOf(error) });
  }
}

/** Node types the sockets of its HTTP events as streams; over TCP and TLS they are sockets. */
function isSocket(stream: unknown): stream is Socket {
  return (
    stream instanceof TLSSocket ||
    (typeof stream === 'object' && stream !== null && 'remoteAddress' in stream)
  );
}
