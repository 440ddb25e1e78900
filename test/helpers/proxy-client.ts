import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Gateway } from './gateway.ts';
import { parseReply, type Reply } from './http-reply.ts';
import { within } from './wait.ts';

/** A connection on which a test sends exactly the bytes it wants, and from which it may walk away. */
export class Wire {
  readonly socket: Socket;
  readonly #tcp: Socket;
  /** Resolves when the peer has closed, cleanly or not. */
  readonly closed: Promise<void>;
  /** What was received lies at [0, #length) of a buffer that doubles, so that a large answer costs no copy a chunk. */
  #buffer: Buffer = Buffer.alloc(0);
  #length = 0;
  #ended = false;
  #wake: () => void = () => {};

  /** `tcp` is what carries `socket` where that is TLS. */
  constructor(socket: Socket, tcp: Socket = socket) {
    this.socket = socket;
    this.#tcp = tcp;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.#keep(chunk);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      const over = (): void => {
        this.#ended = true;
        this.#wake();
        resolve();
      };
      socket.once('end', over);
      socket.once('close', over);
    });
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** What was received and not yet read as a reply. */
  get unread(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #keep(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(length, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    chunk.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  /** The next whole reply; `bodiless` where it answers a HEAD or a CONNECT. */
  async reply(bodiless = false, milliseconds = 15_000): Promise<Reply> {
    const reading = async (): Promise<Reply> => {
      for (;;) {
        const more = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        const ended = this.#ended;
        const parsed = parseReply(this.unread, ended, bodiless);
        if (parsed !== undefined) {
          this.#buffer = parsed.rest;
          this.#length = parsed.rest.length;
          return parsed.reply;
        }
        if (ended)
          throw new Error(`closed within a reply, after ${JSON.stringify(this.unread.toString('latin1'))}`);
        await more;
      }
    };
    return await within('a reply', reading(), milliseconds);
  }

  /** The reply, or null where the peer closed without one. */
  async replyOrEnd(milliseconds = 15_000): Promise<Reply | null> {
    try {
      return await this.reply(false, milliseconds);
    } catch (error) {
      if (this.#ended && this.#length === 0) return null;
      throw error;
    }
  }

  /** Leaves as an impatient client does. */
  leave(): void {
    this.socket.destroy();
  }

  /** Leaves with a reset. */
  reset(): void {
    this.#tcp.resetAndDestroy();
  }
}

/** A bare TCP connection to the proxy. */
export async function dialProxy(gateway: Gateway): Promise<Wire> {
  const socket = connectTcp({ host: '127.0.0.1', port: gateway.port, noDelay: true });
  await within(
    'a connection to the proxy',
    new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
  );
  return new Wire(socket);
}

export interface TunnelOptions {
  /** The name in the TLS handshake; null sends none. Default: the authority's host. */
  readonly servername?: string | null;
}

/** CONNECT and TLS, trusting nothing but the gateway's own CA and checking the name. */
export async function openTunnel(
  gateway: Gateway,
  authority: string,
  options: TunnelOptions = {},
): Promise<Wire> {
  const outer = await dialProxy(gateway);
  outer.send(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const reply = await outer.reply(true);
  if (reply.status !== 200) throw new Error(`CONNECT was answered ${reply.status}`);
  return await startTls(outer, gateway.ca, authority, options);
}

/** TLS over a tunnel that stands. */
async function startTls(
  outer: Wire,
  ca: string,
  authority: string,
  options: TunnelOptions = {},
): Promise<Wire> {
  outer.socket.removeAllListeners('data');
  const name = authority.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const servername = options.servername === undefined ? name : options.servername;
  const secure = connectTls({
    socket: outer.socket,
    host: name,
    ca,
    ALPNProtocols: ['http/1.1'],
    ...(servername === null || /^[\d.]+$|:/.test(servername) ? {} : { servername }),
    // The matrix of names is judged by the gateway; the certificate's name is checked where the names agree.
    ...(servername === name ? {} : { checkServerIdentity: () => undefined }),
  });
  const wire = new Wire(secure, outer.socket);
  await within(
    'a TLS handshake',
    new Promise<void>((resolve, reject) =>
      secure
        .once('secureConnect', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('closed in the handshake'))),
    ),
  );
  return wire;
}

export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  /** Exact lines, without Host and Content-Length, which are added. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  /** Another Host than the destination's. */
  readonly host?: string;
}

/** An HTTP/1.1 request as bytes. */
export function requestBytes(host: string, parts: RequestParts = {}): Buffer {
  const body = Buffer.from(parts.body ?? '');
  const method = parts.method ?? (body.length > 0 ? 'POST' : 'GET');
  const lines = [
    `${method} ${parts.path ?? '/'} HTTP/1.1`,
    `Host: ${parts.host ?? host}`,
    ...(parts.headers ?? []),
  ];
  if (body.length > 0) lines.push(`Content-Length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** A request on its own tunnel, already on its way. */
export interface Sent {
  readonly wire: Wire;
  readonly reply: Promise<Reply>;
}

/** Sends one HTTPS request through the gateway; the reply may take as long as a person takes. */
export async function send(gateway: Gateway, host: string, parts: RequestParts = {}): Promise<Sent> {
  const authority = host.includes(':') ? host : `${host}:443`;
  const wire = await openTunnel(gateway, authority);
  wire.send(requestBytes(host, parts));
  const reply = wire.reply(parts.method === 'HEAD').finally(() => wire.leave());
  reply.catch(() => {});
  return { wire, reply };
}

/** Sends one HTTPS request and waits for its reply. Who never awaits it, because a check failed before, is not told. */
export function request(gateway: Gateway, host: string, parts: RequestParts = {}): Promise<Reply> {
  const reply = send(gateway, host, parts).then((sent) => sent.reply);
  reply.catch(() => {});
  return reply;
}
