import { isAllowedAddress } from '../../core/http/address.ts';
import { formatIp, parseIp } from '../../core/http/ip-literal.ts';
import type { CanonicalTarget } from '../../core/http/target.ts';
import type { UpstreamConfig } from '../../core/policy/config.ts';
import { matchesHost } from '../../core/policy/host-pattern.ts';
import type { UpstreamRoute } from './connector.ts';
import { type OwnListeners, plainAddress } from './own-listeners.ts';
import type { Resolve } from './resolver.ts';

export type Location =
  /** Never empty; in the order in which to try them. */
  | { readonly kind: 'found'; readonly routes: readonly UpstreamRoute[] }
  | { readonly kind: 'refused'; readonly code: 'private_address' | 'own_listener' }
  | { readonly kind: 'unresolved' };

export interface LocateOptions {
  readonly upstream: UpstreamConfig;
  readonly resolve: Resolve;
  readonly ownListeners: OwnListeners;
}

/** Names with more addresses than that gain nothing by the rest. */
const MAX_TRIED = 4;

/**
 * From a canonical destination to the addresses that may be dialled for it. The name is resolved once, here, after the
 * verdict; if any answer is forbidden, none is used (D5), since a name that mixes them is an attack or a mistake.
 */
export async function locate(target: CanonicalTarget, options: LocateOptions): Promise<Location> {
  const entry = options.upstream.resolve.find(
    (candidate) => candidate.port === target.port && matchesHost(candidate.host, target.host),
  );
  const port = entry?.addressPort ?? target.port;
  const answers = entry === undefined ? await addressesOf(target, options.resolve) : [entry.address];
  if (answers.length === 0) return { kind: 'unresolved' };
  if (answers.some((address) => options.ownListeners.includes(address, port))) {
    return { kind: 'refused', code: 'own_listener' };
  }
  // An entry of the configuration is the operator's own word for its address.
  const { allowPrivate } = options.upstream;
  if (entry === undefined && !answers.every((address) => isAllowedAddress(address, allowPrivate))) {
    return { kind: 'refused', code: 'private_address' };
  }
  const addresses = new Set(answers.map(canonical).filter((address) => address !== null));
  if (addresses.size === 0) return { kind: 'unresolved' };
  const routes = [...addresses].slice(0, MAX_TRIED).map((address) => ({ target, address, port }));
  return { kind: 'found', routes };
}

async function addressesOf(target: CanonicalTarget, resolve: Resolve): Promise<readonly string[]> {
  if (target.ipFamily !== null) return [target.host];
  try {
    return await resolve(target.host);
  } catch {
    return [];
  }
}

/** One spelling for one address, so that pools and the check after the connect agree. */
function canonical(address: string): string | null {
  const bytes = parseIp(address);
  return bytes === null ? null : formatIp(plainAddress(bytes));
}
