import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type CanonicalTarget, parseHost, type Scheme } from '../../core/http/target.ts';
import { firstByte } from './first-byte.ts';
import { endWithAnswer } from './raw-answer.ts';

const TLS_HANDSHAKE = 0x16;

export interface TlsOptions {
  readonly contextFor: (host: string) => Promise<SecureContext>;
  /** For the client's first byte, and again for its handshake. */
  readonly timeoutMs: number;
}

export interface OpenTunnel {
  /** Where the requests come from: the client's own socket, or the TLS within it. */
  readonly socket: Socket;
  readonly scheme: Scheme;
  readonly misdirected: boolean;
}

/**
 * Opens a CONNECT tunnel by what its first byte begins: TLS, which ends here, or a request in the clear, which some
 * clients send through tunnels too. Null: the tunnel is closed, because what came is neither (D14), or nothing.
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
  if (first === TLS_HANDSHAKE) return openTls(socket, target, options);
  if (beginsMethod(first)) return { socket, scheme: 'http', misdirected: false };
  endWithAnswer(socket, 400, 'unknown_protocol');
  return null;
}

/** All methods that Node's parser knows are upper-case letters; it refuses what only begins like one. */
function beginsMethod(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

/**
 * Terminates the TLS of a tunnel with a leaf for its authority. The server name of the handshake must be that
 * authority; an IP literal takes none (D1). A wrong name still gets its handshake, so that the client sees a 421 and
 * not a dead connection. Null: no handshake came about.
 */
async function openTls(
  socket: Socket,
  target: CanonicalTarget,
  options: TlsOptions,
): Promise<OpenTunnel | null> {
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
  return { socket: secure, scheme: 'https', misdirected: !namesTarget(secure, target) };
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
