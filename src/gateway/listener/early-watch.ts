import type { Socket } from 'node:net';

/**
 * Watches a socket that has no parser any more while its handshake is judged and made: a client that leaves is noticed, and
 * one that sends before it is answered is cut (RFC 6455, 4.1), since nobody would look at those bytes.
 */
export class EarlyWatch {
  readonly #socket: Socket;
  readonly #cut: () => void;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#cut = () => socket.destroy();
    socket.on('error', this.#cut);
    socket.on('data', this.#cut);
    socket.on('end', this.#cut);
    socket.resume();
  }

  /** The socket is handed on, paused. Its `error` stays heard. */
  end(): void {
    this.#socket.pause();
    this.#socket.off('data', this.#cut);
    this.#socket.off('end', this.#cut);
  }
}
