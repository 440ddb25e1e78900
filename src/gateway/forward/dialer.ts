import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { CanonicalTarget } from '../../core/http/target.ts';
import { connectorFor, type UpstreamRoute } from '../dial/connector.ts';
import { locate } from '../dial/locate.ts';
import type { OwnListeners } from '../dial/own-listeners.ts';
import { CONNECT_TIMEOUT_MS, type Pools } from '../dial/pools.ts';
import type { Resolve } from '../dial/resolver.ts';
import { UpstreamFault, type UpstreamFaultCode } from '../dial/upstream-fault.ts';
import type { PolicyHolder } from '../policy.ts';
import { type RelayResult, relay, type UpstreamRequest } from './relay.ts';

export type DialResult =
  | Exclude<RelayResult, { kind: 'fault' }>
  | { readonly kind: 'fault'; readonly code: UpstreamFaultCode }
  | { readonly kind: 'refused'; readonly code: 'private_address' | 'own_listener' };

export type ConnectResult =
  | { readonly kind: 'connected'; readonly socket: Socket }
  | Extract<DialResult, { kind: 'fault' | 'refused' }>;

export interface DialerOptions {
  readonly policy: PolicyHolder;
  readonly resolve: Resolve;
  readonly ownListeners: OwnListeners;
  readonly pools: Pools;
}

/**
 * The last door: takes only a canonical target and a request that was judged, and looks at the address itself before
 * anything leaves. Another address of the same host is tried only while not a byte of the request was written.
 */
export class Dialer {
  readonly #options: DialerOptions;

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  async send(
    target: CanonicalTarget,
    request: UpstreamRequest,
    response: ServerResponse,
  ): Promise<DialResult> {
    const { policy, resolve, ownListeners, pools } = this.#options;
    const { upstream } = policy.current.config;
    const location = await locate(target, { upstream, resolve, ownListeners });
    if (location.kind === 'refused') return location;
    if (location.kind === 'unresolved') return { kind: 'fault', code: 'dns' };
    let code: UpstreamFaultCode = 'connect';
    for (const route of location.routes) {
      if (response.destroyed) return { kind: 'client_gone' };
      const result = await relay(pools.poolFor(route), request, response);
      if (result.kind !== 'fault') return result;
      code = result.code;
      if (result.sent) break;
    }
    return { kind: 'fault', code };
  }

  /** A connection of its own, for what is no request and its answer: as checked and verified as one of a pool. */
  async connect(target: CanonicalTarget): Promise<ConnectResult> {
    const { policy, resolve, ownListeners } = this.#options;
    const { config, trust } = policy.current;
    const location = await locate(target, { upstream: config.upstream, resolve, ownListeners });
    if (location.kind === 'refused') return location;
    if (location.kind === 'unresolved') return { kind: 'fault', code: 'dns' };
    let code: UpstreamFaultCode = 'connect';
    for (const route of location.routes) {
      const connected = await connectTo(route, trust);
      if (!(connected instanceof UpstreamFault)) return { kind: 'connected', socket: connected };
      code = connected.code;
    }
    return { kind: 'fault', code };
  }
}

function connectTo(route: UpstreamRoute, trust: SecureContext): Promise<Socket | UpstreamFault> {
  const { host, scheme, port } = route.target;
  const connector = connectorFor(route, { trust, timeoutMs: CONNECT_TIMEOUT_MS });
  return new Promise((resolve) => {
    connector({ hostname: host, protocol: `${scheme}:`, port: String(port) }, (error, socket) => {
      if (socket !== null) resolve(socket);
      else resolve(error instanceof UpstreamFault ? error : new UpstreamFault('connect'));
    });
  });
}
