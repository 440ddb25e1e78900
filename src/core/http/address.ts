import type { Cidr } from './cidr.ts';
import { contains } from './cidr.ts';
import { type AddressBytes, parseIp } from './ip-literal.ts';
import { type AddressClass, EXACT_METADATA, SPECIAL_V4, SPECIAL_V6 } from './special-addresses.ts';

export type { AddressClass } from './special-addresses.ts';

/**
 * The class of an address by its bytes; an IPv4 address inside an IPv6 one counts by what it is itself, since a
 * translator or tunnel on the way may deliver there.
 */
export function classifyAddress(text: string): AddressClass {
  const bytes = parseIp(text);
  return bytes === null ? 'invalid' : classifyBytes(bytes);
}

/**
 * Whether the gateway may dial an address (D4, D5): public ones, and those of the CIDRs that the operator listed. An
 * IPv4-mapped address is its IPv4 address, to which the kernel connects. A metadata address must be listed by itself (/32, /128): a
 * network that happens to hold it does not name it.
 */
export function isAllowedAddress(address: string, allowPrivate: readonly Cidr[]): boolean {
  const parsed = parseIp(address);
  if (parsed === null) return false;
  const bytes = startsWith(parsed, MAPPED) ? parsed.slice(12) : parsed;
  const addressClass = classifyBytes(bytes);
  if (addressClass === 'public') return true;
  const whole = bytes.length * 8;
  return allowPrivate.some(
    (cidr) => contains(cidr, bytes) && (addressClass !== 'metadata' || cidr.prefix === whole),
  );
}

function classifyBytes(bytes: AddressBytes): AddressClass {
  const text = bytes.join('.');
  if (EXACT_METADATA.has(text)) return 'metadata';
  if (bytes.length === 4) return SPECIAL_V4.find(([cidr]) => contains(cidr, bytes))?.[1] ?? 'public';
  const own = SPECIAL_V6.find(([cidr]) => contains(cidr, bytes))?.[1] ?? outsideGlobalUnicast(bytes);
  const inner = embeddedIpv4(bytes);
  if (inner === null) return own;
  const innerClass = classifyBytes(inner.bytes);
  if (innerClass !== 'public') return own === 'unspecified' || own === 'loopback' ? own : innerClass;
  // A translated public address is public only where translation is the way of the network (DNS64).
  return inner.transparent ? 'public' : own;
}

/** RFC 4291, 2.4: only 2000::/3 is given out. */
function outsideGlobalUnicast(bytes: AddressBytes): AddressClass {
  return ((bytes[0] ?? 0) & 0xe0) === 0x20 ? 'public' : 'reserved';
}

const MAPPED: AddressBytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const TRANSLATED: AddressBytes = [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0];
const COMPATIBLE: AddressBytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const NAT64: AddressBytes = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
const SIX_TO_FOUR: AddressBytes = [0x20, 0x02];
const TEREDO: AddressBytes = [0x20, 0x01, 0, 0];

interface Embedded {
  readonly bytes: AddressBytes;
  /** Packets to it really reach that IPv4 address, on networks of today. */
  readonly transparent: boolean;
}

function embeddedIpv4(bytes: AddressBytes): Embedded | null {
  // Mapped (RFC 4291) and NAT64's well-known prefix (RFC 6052).
  if (startsWith(bytes, MAPPED) || startsWith(bytes, NAT64)) {
    return { bytes: bytes.slice(12), transparent: true };
  }
  // Compatible (RFC 4291, deprecated) and IPv4-translated (RFC 2765).
  if (startsWith(bytes, COMPATIBLE) || startsWith(bytes, TRANSLATED)) {
    return { bytes: bytes.slice(12), transparent: false };
  }
  // RFC 3056.
  if (startsWith(bytes, SIX_TO_FOUR)) return { bytes: bytes.slice(2, 6), transparent: false };
  // RFC 4380: the client's address stands inverted at the end.
  if (startsWith(bytes, TEREDO)) {
    return { bytes: bytes.slice(12).map((byte) => byte ^ 0xff), transparent: false };
  }
  // ISATAP (RFC 5214): interface identifier 0000:5efe or 0200:5efe and the address, below any prefix.
  const [u, g, x, y] = bytes.slice(8, 12);
  if ((u === 0 || u === 2) && g === 0 && x === 0x5e && y === 0xfe) {
    return { bytes: bytes.slice(12), transparent: false };
  }
  return null;
}

function startsWith(bytes: AddressBytes, prefix: AddressBytes): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, index) => bytes[index] === byte);
}
