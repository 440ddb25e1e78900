import { networkInterfaces } from 'node:os';
import { type AddressBytes, formatIp, parseIp } from '../../core/http/ip-literal.ts';

/** Where this process itself listens, as the system says once it does. */
export interface BoundAddress {
  /** IP literal. */
  readonly address: string;
  readonly port: number;
}

/** The addresses of this machine, as IP literals. */
export type LocalAddresses = () => readonly string[];

export const systemLocalAddresses: LocalAddresses = () =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));

/**
 * The proxy never connects to its own listeners, by any name (D12): the comparison is by address and port, after the
 * name was resolved. A listener on the unspecified address answers on every address of the machine.
 */
export class OwnListeners {
  readonly #local: LocalAddresses;
  #listeners: readonly BoundAddress[] = [];

  constructor(local: LocalAddresses) {
    this.#local = local;
  }

  replace(listeners: readonly BoundAddress[]): void {
    this.#listeners = listeners;
  }

  includes(address: string, port: number): boolean {
    const candidates = this.#listeners.filter((listener) => listener.port === port);
    if (candidates.length === 0) return false;
    const bytes = parseIp(address);
    // What cannot be compared is not dialled.
    if (bytes === null) return true;
    const dialled = plainAddress(bytes);
    return candidates.some((listener) => this.#covers(listener.address, dialled));
  }

  #covers(listenAddress: string, dialled: AddressBytes): boolean {
    const bytes = parseIp(listenAddress);
    if (bytes === null || isUnspecified(dialled)) return true;
    const listening = plainAddress(bytes);
    if (same(listening, dialled)) return true;
    if (!isUnspecified(listening)) return false;
    if (isLoopback(dialled)) return true;
    return this.#local().some((local) => {
      const own = parseIp(local.split('%')[0] ?? '');
      return own !== null && same(plainAddress(own), dialled);
    });
  }
}

/** An IPv4-mapped address is dialled as its IPv4 address. */
export function plainAddress(bytes: AddressBytes): AddressBytes {
  const mapped = bytes.length === 16 && formatIp(bytes).startsWith('::ffff:') && bytes[10] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}

const same = (a: AddressBytes, b: AddressBytes): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

const isUnspecified = (bytes: AddressBytes): boolean => bytes.every((byte) => byte === 0);

const isLoopback = (bytes: AddressBytes): boolean =>
  bytes.length === 4 ? bytes[0] === 127 : formatIp(bytes) === '::1';
