import { connect as connectTcp, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';
import { formatIp, parseIp } from '../../core/http/ip-literal.ts';
import type { CanonicalTarget } from '../../core/http/target.ts';
import { UpstreamFault } from './upstream-fault.ts';

/** A destination together with the one checked address that stands for it. */
export interface UpstreamRoute {
  readonly target: CanonicalTarget;
  /** IP literal in canonical form. */
  readonly address: string;
  /** The port at that address; differs from the target's only where the configuration says so. */
  readonly port: number;
}

export interface ConnectorOptions {
  /** Trusted roots; verification has no switch. */
  readonly trust: SecureContext;
  /** For TCP and TLS together. */
  readonly timeoutMs: number;
}

/**
 * Makes undici's connector for one checked address. undici's own idea of the host is never used: the address was
 * checked before, and the certificate is verified against the canonical host.
 */
export function connectorFor(route: UpstreamRoute, options: ConnectorOptions): buildConnector.connector {
  return (_undici, callback) => {
    let settled = false;
    const socket = connectTcp({ host: route.address, port: route.port, noDelay: true, keepAlive: true });
    const timer = setTimeout(() => fail('timeout'), options.timeoutMs);
    const succeed = (connected: Socket): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      callback(null, connected);
    };
    const fail = (code: UpstreamFault['code']): void => {
      socket.destroy();
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      callback(new UpstreamFault(code), null);
    };
    socket.once('error', () => fail('connect'));
    socket.once('connect', () => {
      // The last look before the first byte: the peer is the address that was checked (D5).
      if (!isSameAddress(socket.remoteAddress, route.address)) return fail('connect');
      if (route.target.scheme === 'http') return succeed(socket);
      const secure = startTls(socket, route, options.trust);
      secure.on('error', () => fail('tls'));
      secure.once('close', () => fail('tls'));
      secure.once('secureConnect', () => (secure.authorized ? succeed(secure) : fail('tls')));
    });
  };
}

function startTls(socket: Socket, route: UpstreamRoute, trust: SecureContext) {
  const { host, ipFamily } = route.target;
  return connectTls({
    socket,
    secureContext: trust,
    // RFC 6066 allows no IP literal as server name.
    servername: ipFamily === null ? host : '',
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
  });
}

function isSameAddress(remote: string | undefined, checked: string): boolean {
  const bytes = parseIp(remote ?? '');
  return bytes !== null && formatIp(bytes) === checked;
}
