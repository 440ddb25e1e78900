import { chmodSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { codeOf } from '../../core/error-code.ts';
import type { Log } from '../log-entry.ts';
import { StartError } from '../start-error.ts';
import { answerControl, type ControlHandlers } from './routes.ts';

/** unix(7): sun_path holds 108 bytes on Linux and 104 elsewhere, with the final NUL. */
const MAX_PATH_BYTES = 103;

/**
 * The control socket of a running gateway, for its own user only. It is bound in a private directory, given its mode
 * there and then moved into place, so that at no moment anybody else can connect.
 */
export class ControlSocket {
  readonly #path: string;
  readonly #log: Log;
  readonly #server: Server;

  constructor(socketPath: string, handlers: ControlHandlers, log: Log) {
    this.#path = socketPath;
    this.#log = log;
    this.#server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 });
    this.#server.on('request', (request, response) => {
      this.#answer(request, response, handlers).catch((error: unknown) => {
        this.#log({ event: 'internal_fault', level: 'error', where: 'control', code: codeOf(error) });
        response.destroy();
      });
    });
  }

  /** @throws StartError `already_running`, `control_not_usable` */
  async listen(): Promise<void> {
    if (Buffer.byteLength(this.#path) > MAX_PATH_BYTES) {
      throw new StartError(
        'control_not_usable',
        `control: ${this.#path} is too long for a unix socket (at most ${MAX_PATH_BYTES} bytes): name a shorter one`,
      );
    }
    try {
      const dir = path.dirname(this.#path);
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      await this.#assertFree();
      const nursery = mkdtempSync(path.join(dir, '.c'));
      try {
        const nascent = path.join(nursery, 's');
        await listenOn(this.#server, nascent);
        chmodSync(nascent, 0o600);
        renameSync(nascent, this.#path);
      } finally {
        rmSync(nursery, { recursive: true, force: true });
      }
    } catch (error) {
      if (error instanceof StartError) throw error;
      throw new StartError('control_not_usable', `control: ${this.#path} cannot be used (${codeOf(error)})`);
    }
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    rmSync(this.#path, { force: true });
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /** A socket that nobody answers at is left over from a crash, and is replaced. */
  async #assertFree(): Promise<void> {
    let isSocket: boolean;
    try {
      isSocket = lstatSync(this.#path).isSocket();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    if (!isSocket) {
      throw new StartError('control_not_usable', `control: ${this.#path} exists and is no socket`);
    }
    if (await isAnswered(this.#path)) {
      throw new StartError('already_running', `control: a gateway is already running at ${this.#path}`);
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    handlers: ControlHandlers,
  ): Promise<void> {
    // Nothing here takes a body.
    request.resume();
    const { status, body } = await answerControl(request.method ?? '', request.url ?? '', handlers);
    const text = Buffer.from(JSON.stringify(body), 'utf8');
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length });
    response.end(text);
  }
}

function listenOn(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isAnswered(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => settle(true));
    // Refused or gone: nobody. Anything else (no permission) is not ours to replace.
    socket.once('error', (error) => settle(!['ECONNREFUSED', 'ENOENT'].includes(codeOf(error))));
  });
}
