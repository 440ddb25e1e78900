import { type AddressBytes, formatIp, parseIp } from './ip-literal.ts';

/** A network: its first address and how many leading bits are fixed. */
export interface Cidr {
  /** Canonical: `10.0.0.0/8`, `fd00::/8`. */
  readonly text: string;
  readonly network: AddressBytes;
  readonly prefix: number;
}

/**
 * `10.0.0.0/8`, `fd00::/8`, or a single address. Null for anything else, also where bits are set behind the prefix:
 * `10.1.2.3/8` is as likely a typing error as a network.
 */
export function parseCidr(text: string): Cidr | null {
  const [address = '', length, ...rest] = text.split('/');
  const network = parseIp(address);
  if (network === null || rest.length > 0) return null;
  const bits = network.length * 8;
  if (length !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(length)) return null;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return null;
  const cidr = { text: `${formatIp(network)}/${prefix}`, network, prefix };
  return network.every((byte, index) => byte === (byte & maskOf(prefix, index))) ? cidr : null;
}

/** Whether an address of the same family lies in the network. */
export function contains(cidr: Cidr, address: AddressBytes): boolean {
  if (address.length !== cidr.network.length) return false;
  return cidr.network.every((byte, index) => byte === ((address[index] ?? 0) & maskOf(cidr.prefix, index)));
}

function maskOf(prefix: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefix - index * 8));
  return (0xff << (8 - bits)) & 0xff;
}
