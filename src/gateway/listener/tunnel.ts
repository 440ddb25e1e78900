import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type CanonicalTarget, parseHost } from '../../core/http/target.ts';
import { firstByte } from './first-byte.ts';
import { endWithAnswer } from './raw-answer.ts';

const TLS_HANDSHAKE = 0x16;

export interface TlsOptions {
  readonly contextFor: (host: string) => Promise<SecureContext>;
  /** For the client's first byte, and again for its handshake. */
  readonly timeoutMs: number;
}

export interface OpenTunnel {
  readonly socket: TLSSocket;
  readonly misdirected: boolean;
}

/**
 * Terminates the TLS of a CONNECT tunnel with a leaf for its authority. The server name of the handshake must be that
 * authority; an IP literal takes none (D1). A wrong name still gets its handshake, so that the client sees a 421 and
 * not a dead connection. Null: the tunnel is closed, because what came is no TLS (D14), or nothing, or no handshake.
 */
export async function openTunnel(
  socket: Socket,
  target: CanonicalTarget,
  options: TlsOptions,
): Promise<OpenTunnel | null> {
  const first = await firstByte(socket, options.timeoutMs);
  if (first === null) {
    socket.destroy();
    return null;
  }
  if (first !== TLS_HANDSHAKE) {
    endWithAnswer(socket, 400, 'not_tls');
    return null;
  }
  const secureContext = await options.contextFor(target.host);
  if (socket.destroyed) return null;
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext,
    SNICallback: (name, callback) => {
      const named = parseHost(name);
      if (!named.ok) callback(new Error('server name'));
      else options.contextFor(named.host).then((context) => callback(null, context), callback);
    },
    ALPNProtocols: ['http/1.1'],
  });
  if (!(await handshake(secure, options.timeoutMs))) {
    secure.destroy();
    socket.destroy();
    return null;
  }
  return { socket: secure, misdirected: !namesTarget(secure, target) };
}

function handshake(secure: TLSSocket, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (done: boolean): void => {
      clearTimeout(timer);
      secure.off('secure', onSecure);
      secure.off('close', onClose);
      resolve(done);
    };
    const onSecure = (): void => settle(true);
    const onClose = (): void => settle(false);
    const timer = setTimeout(onClose, timeoutMs);
    secure.once('secure', onSecure);
    secure.once('close', onClose);
    // Stays for the socket's life: an error without a listener would end the process.
    secure.on('error', onClose);
  });
}

function namesTarget(secure: TLSSocket, target: CanonicalTarget): boolean {
  const name: unknown = Reflect.get(secure, 'servername');
  if (typeof name !== 'string' || name === '') return target.ipFamily !== null;
  const named = parseHost(name);
  return named.ok && named.host === target.host;
}
