/** The bytes of an address in network order: 4 of IPv4, 16 of IPv6. */
export type AddressBytes = readonly number[];

/**
 * Dotted decimal of four parts without leading zeros, the only spelling of IPv4 that every resolver reads alike.
 * The others (`2130706433`, `0x7f.1`, `0177.0.0.1`, `127.1`; inet_aton(3)) give null.
 */
export function parseIpv4(text: string): AddressBytes | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const bytes: number[] = [];
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part)) return null;
    const value = Number(part);
    if (value > 255) return null;
    bytes.push(value);
  }
  return bytes;
}

/** RFC 4291, 2.2, all three forms; without brackets and without a zone (RFC 4007), which names an interface and no host. */
export function parseIpv6(text: string): AddressBytes | null {
  if (text.length > 45) return null;
  const gap = text.indexOf('::');
  if (gap < 0) return readGroups(text, 16, true);
  const head = gap === 0 ? [] : readGroups(text.slice(0, gap), null, false);
  const tailText = text.slice(gap + 2);
  const tail = tailText === '' ? [] : readGroups(tailText, null, true);
  if (head === null || tail === null) return null;
  const zeros = 16 - head.length - tail.length;
  if (zeros < 2) return null;
  return [...head, ...new Array<number>(zeros).fill(0), ...tail];
}

function readGroups(text: string, length: number | null, mayEndInIpv4: boolean): number[] | null {
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (mayEndInIpv4 && index === groups.length - 1 && group.includes('.')) {
      const v4 = parseIpv4(group);
      if (v4 === null) return null;
      bytes.push(...v4);
      break;
    }
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    const value = Number.parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
  }
  return length === null || bytes.length === length ? bytes : null;
}

/** The bytes of an IPv4 or (bare) IPv6 literal, or null. */
export function parseIp(text: string): AddressBytes | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** The one text of an address: dotted decimal, or RFC 5952 with every group in hex (as the URL standard writes it). */
export function formatIp(bytes: AddressBytes): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0));
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let run = 0;
  for (const [index, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0;
    if (run > best.length) best = { start: index - run + 1, length: run };
  }
  return best;
}
