import type { ServerResponse } from 'node:http';
import type { CanonicalTarget } from '../../core/http/target.ts';
import { locate } from '../dial/locate.ts';
import type { OwnListeners } from '../dial/own-listeners.ts';
import type { Pools } from '../dial/pools.ts';
import type { Resolve } from '../dial/resolver.ts';
import type { UpstreamFaultCode } from '../dial/upstream-fault.ts';
import type { PolicyHolder } from '../policy.ts';
import { type RelayResult, relay, type UpstreamRequest } from './relay.ts';

export type DialResult =
  | Exclude<RelayResult, { kind: 'fault' }>
  | { readonly kind: 'fault'; readonly code: UpstreamFaultCode }
  | { readonly kind: 'refused'; readonly code: 'private_address' | 'own_listener' };

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
}
