import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import type { Proposal } from '../../../src/core/approval/proposal.ts';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import { type Assets, assetsFrom } from '../../../src/operator/web/assets.ts';
import { WebServer } from '../../../src/operator/web/web-server.ts';
import { createMemoryQueue } from '../../../src/queue/memory/memory-queue.ts';
import { ControlError, type SafeToken } from '../../../src/supervisor/control-client.ts';
import { Supervisor } from '../../../src/supervisor/supervisor.ts';
import { NOW, startQueue } from '../../supervisor/proposals.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SiteOptions {
  readonly assets?: Assets;
  readonly safe?: SafeToken[];
  readonly currentFile?: (proposal: Proposal) => string | null;
  readonly queue?: GatewayQueue & SupervisorQueue;
}

/** A web server over a queue in memory, and the gateway's side of that queue. */
export class Site {
  readonly queue: GatewayQueue & SupervisorQueue;
  readonly server: WebServer;
  /** Approvals that the pretended gateway holds. */
  readonly safe: SafeToken[];
  readonly presence: string[] = [];
  /** The last view has gone. */
  readonly left: Promise<void>;
  #leave: () => void = () => undefined;
  gatewayIsUp = true;
  closed: (id: Proposal['id']) => Promise<void> = async () => undefined;
  url = '';
  port = 0;
  token = '';
  cookie = '';

  constructor(options: SiteOptions) {
    this.queue = options.queue ?? createMemoryQueue();
    this.safe = options.safe ?? [];
    this.left = new Promise((resolve) => {
      this.#leave = resolve;
    });
    const answering = <T>(answer: () => T): Promise<T> =>
      new Promise((resolve, reject) =>
        this.gatewayIsUp ? resolve(Promise.resolve().then(answer)) : reject(new ControlError('unreachable')),
      );
    this.server = new WebServer({
      assets: options.assets ?? assetsFrom(new Map([['index.html', Buffer.from('<!doctype html>')]])),
      ports: {
        supervisor: new Supervisor({ queue: this.queue, now: () => NOW }),
        gateway: {
          status: () =>
            answering(() => ({ bottle: 'demo', proxy: 'http://127.0.0.1:1', held: 0, pending: 0 })),
          safeTokens: () => answering(() => this.safe),
          revoke: (fingerprint) =>
            answering(() => {
              const before = this.safe.length;
              const kept = this.safe.filter((token) => token.fingerprint !== fingerprint);
              this.safe.splice(0, before, ...kept);
              if (kept.length === before) throw new ControlError('not_found');
              return before - kept.length;
            }),
          revokeAll: () => answering(() => this.safe.splice(0).length),
        },
        operator: 'ada',
        currentFile: async (proposal) => options.currentFile?.(proposal) ?? null,
        present: async () => {
          this.presence.push('came');
          return async () => {
            this.presence.push('left');
            this.#leave();
          };
        },
        allowedHosts: () => ['api.example.com', '*.example.org'],
        version: '0.0.0',
        log: () => undefined,
      },
    });
  }

  async start(): Promise<void> {
    this.closed = await startQueue(this.queue);
    this.url = await this.server.listen({ host: '127.0.0.1', port: 0 }, ({ port }) => {
      this.port = port;
    });
    this.token = new URL(this.url).hash.replace('#token=', '');
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Exactly what is said, with a right Host unless another one is given. */
  ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          method,
          setHost: false,
          headers: { host: this.host, ...headers },
        },
        (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('end', () => {
            const text = Buffer.concat(pieces).toString('utf8');
            const isJson =
              answer.headers['content-type']?.startsWith('application/json') === true && text !== '';
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text,
              json: isJson ? JSON.parse(text) : {},
            });
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  /** As the page of the server asks. */
  async call(method: string, path: string, body?: unknown): Promise<Reply> {
    const change = method === 'GET' ? {} : { origin: `http://${this.host}`, 'x-decant': '1' };
    return await this.ask(path, {
      method,
      headers: {
        ...change,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async signIn(): Promise<void> {
    const reply = await this.call('POST', '/api/session', { token: this.token });
    this.cookie = (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
  }

  /** Bytes as they are, and all that comes back until the connection ends. */
  async raw(text: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
    });
    socket.end(text);
    await once(socket, 'close');
    return received;
  }
}

/** Sites that are closed after each test. */
export function siteFactory(): (options?: SiteOptions) => Promise<Site> {
  const sites: Site[] = [];
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.server.close();
  });
  return async (options = {}) => {
    const site = new Site(options);
    sites.push(site);
    await site.start();
    return site;
  };
}
