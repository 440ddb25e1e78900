import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './app.ts';
import type { Assets } from './assets.ts';
import { hostProblem, namesOf, originProblem, type Refusal, SECURITY_HEADERS } from './guards.ts';
import { LiveFeed } from './live-feed.ts';
import type { WebPorts } from './ports.ts';
import { type RandomBytes, Sessions } from './sessions.ts';
import { statusOf } from './status.ts';
import { Traffic, type TrafficEntry } from './traffic.ts';

/** How often views hear of the state of things, where it changed, and that the connection stands. */
const STATUS_MS = 2_000;
const PING_EVERY = 7;

export interface WebServerOptions {
  readonly ports: WebPorts;
  readonly assets: Assets;
  readonly random?: RandomBytes;
  /** Milliseconds of the epoch. */
  readonly now?: () => number;
}

export interface WebAddress {
  /** IP literal. */
  readonly address: string;
  readonly port: number;
}

/** The web user interface's server: loopback, one session, everything guarded (W2–W9). */
export class WebServer {
  readonly #ports: WebPorts;
  readonly #server: Server;
  readonly #sessions: Sessions;
  readonly #traffic: Traffic;
  readonly #feed: LiveFeed;
  readonly #clockwork = new AbortController();
  #names: readonly string[] = [];
  #presence: Promise<() => Promise<void>> | null = null;

  constructor(options: WebServerOptions) {
    this.#ports = options.ports;
    this.#sessions = new Sessions(options.random ?? randomBytes);
    this.#traffic = new Traffic(options.now ?? Date.now);
    this.#feed = new LiveFeed({
      list: () => this.#ports.supervisor.list(),
      watch: (signal, seen) => this.#ports.supervisor.watch(signal, seen),
      onWatched: (watched) => this.#show(watched),
      wait: pause,
    });
    this.#server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000, maxHeaderSize: 16_384 });
    this.#server.maxConnections = 256;
    this.#server.on('request', this.#listener(options.assets));
  }

  /**
   * `listening` is called with the address before anybody can have connected. Rejects with the system's error.
   * Resolves to the URL with the token, to be shown to the person who started the program and to nobody else.
   */
  async listen(
    where: { readonly host: string; readonly port: number },
    listening: (address: WebAddress) => void,
  ): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(where.port, where.host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no address');
    this.#names = namesOf(bound.port);
    listening({ address: bound.address, port: bound.port });
    void this.#tick(this.#clockwork.signal);
    const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    return `http://${host}:${bound.port}/#token=${this.#sessions.token}`;
  }

  /** Feeds the traffic at a glance. */
  record(entry: TrafficEntry): void {
    this.#traffic.record(entry);
  }

  /** The safe tokens may have changed: views look again. */
  safeChanged(): void {
    this.#feed.tell({ event: 'safe', data: {} });
  }

  async close(): Promise<void> {
    this.#clockwork.abort();
    this.#feed.end();
    if (this.#server.listening) {
      const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
      this.#server.closeAllConnections();
      await closed;
    }
    await this.#withdraw();
  }

  #listener(assets: Assets): (request: IncomingMessage, response: ServerResponse) => void {
    let port = 0;
    const app = createApp({
      ports: this.#ports,
      sessions: this.#sessions,
      feed: this.#feed,
      assets,
      // Cookies know no ports: two programs on one machine must not share a name.
      cookie: () => `decant_${port}`,
      status: () => statusOf(this.#ports, this.#feed, this.#traffic),
      onError: (error) => this.#fault(error),
    });
    const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    return (request, response) => {
      port = request.socket.localPort ?? 0;
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
      const problem = hostProblem(request, this.#names) ?? originProblem(request);
      if (problem !== null) return refuse(request, response, problem);
      void answer(request, response);
    };
  }

  /** Presence while a browser holds the stream: a gateway that requires an operator asks only then. */
  #show(watched: boolean): void {
    if (!watched) void this.#withdraw();
    else if (this.#presence === null) {
      this.#presence = this.#ports.present();
      this.#presence.catch((error: unknown) => {
        this.#presence = null;
        this.#fault(error);
      });
    }
  }

  async #withdraw(): Promise<void> {
    const presence = this.#presence;
    this.#presence = null;
    try {
      const end = await presence;
      await end?.();
    } catch (error) {
      this.#fault(error);
    }
  }

  /** Tells the views how things stand. */
  async #tick(signal: AbortSignal): Promise<void> {
    let last = '';
    for (let beat = 1; !signal.aborted; beat += 1) {
      await pause(STATUS_MS, signal);
      if (this.#feed.viewers === 0 || signal.aborted) continue;
      try {
        const data = await statusOf(this.#ports, this.#feed, this.#traffic);
        const text = JSON.stringify(withoutClock(data));
        if (text !== last) this.#feed.tell({ event: 'status', data });
        else if (beat % PING_EVERY === 0) this.#feed.tell({ event: 'ping', data: {} });
        last = text;
      } catch (error) {
        this.#fault(error);
      }
    }
  }

  #fault(error: unknown): void {
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected';
    this.#ports.log({ event: 'web_fault', code: /^[A-Za-z_]{1,40}$/.test(code) ? code : 'unexpected' });
  }
}

function withoutClock(status: Awaited<ReturnType<typeof statusOf>>): unknown {
  return { ...status, gateway: status.gateway === null ? null : { ...status.gateway, uptime_seconds: 0 } };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, error }: Refusal): void {
  request.resume();
  const body = Buffer.from(JSON.stringify({ error }), 'utf8');
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    connection: 'close',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
