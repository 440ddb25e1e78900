import { type Cidr, parseCidr } from './cidr.ts';
import { parseIp } from './ip-literal.ts';

/** What an address is for. Only `public` ones are dialled unasked. */
export type AddressClass =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link_local'
  | 'cgnat'
  | 'multicast'
  | 'broadcast'
  | 'documentation'
  | 'benchmarking'
  /** Where clouds hand out credentials. */
  | 'metadata'
  /** Everything else that the IANA registries set aside or have not given out. */
  | 'reserved'
  /** No address at all. */
  | 'invalid';

/**
 * The IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates) with multicast (RFC 5771,
 * RFC 4291) and the addresses at which clouds hand out credentials. The first entry that holds an address names it.
 */
export const SPECIAL_V4: readonly (readonly [Cidr, AddressClass])[] = table([
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'cgnat'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link_local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  // AS112 and AMT: reachable, but anycast infrastructure and no place to send a request to.
  ['192.31.196.0/24', 'reserved'],
  ['192.52.193.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'reserved'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['240.0.0.0/4', 'reserved'],
]);

export const SPECIAL_V6: readonly (readonly [Cidr, AddressClass])[] = table([
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'reserved'],
  ['64:ff9b::/96', 'reserved'],
  // Local-use translation (RFC 8215): where the IPv4 address stands is the network's own matter.
  ['64:ff9b:1::/48', 'private'],
  ['100::/64', 'reserved'],
  ['100:0:0:1::/64', 'reserved'],
  ['2001:2::/48', 'benchmarking'],
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', 'reserved'],
  ['2620:4f:8000::/48', 'reserved'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'reserved'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link_local'],
  // Site-local, deprecated by RFC 3879 and still routed in places.
  ['fec0::/10', 'private'],
  ['ff00::/8', 'multicast'],
]);

/** By `bytes.join('.')`. Vendors' documents: AWS IMDS, ECS and EKS, Google, Azure, Alibaba, Oracle, OpenStack, Tencent. */
export const EXACT_METADATA: ReadonlySet<string> = new Set(
  [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '169.254.0.23',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fe80::a9fe:a9fe',
  ].map((text) => (parseIp(text) ?? []).join('.')),
);

function table(
  rows: readonly (readonly [string, AddressClass])[],
): readonly (readonly [Cidr, AddressClass])[] {
  return rows.map(([text, addressClass]) => {
    const cidr = parseCidr(text);
    if (cidr === null) throw new Error(`no network: ${text}`);
    return [cidr, addressClass] as const;
  });
}
