import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressClass, classifyAddress, isAllowedAddress } from '../../../src/core/http/address.ts';
import { type Cidr, parseCidr } from '../../../src/core/http/cidr.ts';
import { formatIp } from '../../../src/core/http/ip-literal.ts';

function networks(...texts: readonly string[]): Cidr[] {
  return texts.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === null) throw new Error(text);
    return cidr;
  });
}

const TABLE: readonly (readonly [AddressClass, readonly string[]])[] = [
  [
    'public',
    [
      '1.1.1.1',
      '8.8.8.8',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.0',
      '169.253.255.255',
      '169.255.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.0.1.0',
      '192.167.255.255',
      '192.169.0.0',
      '198.17.255.255',
      '198.20.0.0',
      '223.255.255.255',
      '2606:4700::1111',
      '2001:4860:4860::8888',
      '2001:200::1',
      '2003::1',
      '3ffe::1',
    ],
  ],
  ['unspecified', ['0.0.0.0', '0.0.0.1', '0.255.255.255', '::']],
  ['loopback', ['127.0.0.1', '127.1.2.3', '127.255.255.255', '::1']],
  [
    'private',
    [
      '10.0.0.0',
      '10.255.255.255',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.0.1',
      'fc00::1',
      'fd12:3456::1',
      'fec0::1',
      '64:ff9b:1::1',
      '64:ff9b:1:ffff::808:808',
    ],
  ],
  ['link_local', ['169.254.0.1', '169.254.255.255', 'fe80::1', 'febf::1']],
  ['cgnat', ['100.64.0.0', '100.127.255.255']],
  ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1']],
  ['broadcast', ['255.255.255.255']],
  ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1', '3fff:fff::1']],
  ['benchmarking', ['198.18.0.1', '198.19.255.255', '2001:2::1']],
  [
    'metadata',
    [
      '169.254.169.254',
      '169.254.170.2',
      '169.254.170.23',
      '100.100.100.200',
      '168.63.129.16',
      '192.0.0.192',
      'fd00:ec2::254',
      'fd20:ce::254',
      'fe80::a9fe:a9fe',
    ],
  ],
  [
    'reserved',
    [
      '192.0.0.1',
      '192.31.196.1',
      '192.52.193.1',
      '192.88.99.1',
      '192.175.48.1',
      '240.0.0.1',
      '254.1.1.1',
      '100::1',
      '100:0:0:1::1',
      '2001:1::1',
      '2001:10::1',
      '2001:20::1',
      '2001:1ff::1',
      '2620:4f:8000::1',
      '5f00::1',
      '4000::1',
      '1::1',
      'e000::1',
      '2002:101:101::1',
      '::1.1.1.1',
      '::ffff:0:1.1.1.1',
    ],
  ],
  [
    'invalid',
    ['', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '[::1]', 'fe80::1%eth0', '1.1.1.1 ', '1.1.1.1:80'],
  ],
];

describe('classifyAddress', () => {
  it.each(TABLE.flatMap(([addressClass, texts]) => texts.map((text) => [text, addressClass] as const)))(
    'D4 D5 C10: %s is %s',
    (text, addressClass) => {
      expect(classifyAddress(text)).toBe(addressClass);
    },
  );

  /** Each way of writing an IPv4 address into an IPv6 one. */
  const embeddings: readonly (readonly [string, (v4: readonly number[]) => string])[] = [
    ['mapped', (v4) => `::ffff:${v4.join('.')}`],
    ['compatible', (v4) => `::${v4.join('.')}`],
    ['translated', (v4) => `::ffff:0:${v4.join('.')}`],
    ['NAT64', (v4) => `64:ff9b::${v4.join('.')}`],
    ['6to4', (v4) => formatIp([0x20, 0x02, ...v4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
    [
      'Teredo',
      (v4) => formatIp([0x20, 0x01, 0, 0, 8, 8, 8, 8, 0, 0, 0, 0, ...v4.map((byte) => byte ^ 0xff)]),
    ],
    ['ISATAP', (v4) => formatIp([0x26, 0x06, 0, 0, 0, 0, 0, 1, 0, 0, 0x5e, 0xfe, ...v4])],
    [
      'ISATAP with the universal bit',
      (v4) => formatIp([0x26, 0x06, 0, 0, 0, 0, 0, 1, 2, 0, 0x5e, 0xfe, ...v4]),
    ],
  ];

  it.each(embeddings)(
    'D4 C10: never takes a forbidden IPv4 address for public inside IPv6: %s',
    (_how, embed) => {
      const v4 = fc.oneof(
        fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(
          [127, 0, 0, 1],
          [10, 1, 2, 3],
          [169, 254, 169, 254],
          [100, 100, 100, 200],
          [0, 0, 0, 0],
          [192, 168, 0, 1],
        ),
      );
      fc.assert(
        fc.property(v4, (bytes) => {
          const own = classifyAddress(bytes.join('.'));
          const inside = classifyAddress(embed(bytes));
          if (own !== 'public') expect(inside).not.toBe('public');
          if (own === 'metadata' || own === 'loopback') expect([own, 'private']).toContain(inside);
        }),
      );
    },
  );

  it('takes a public address behind the ways of IPv6-only networks for public, and no other translation', () => {
    expect(classifyAddress('64:ff9b::8.8.8.8')).toBe('public');
    expect(classifyAddress('::ffff:8.8.8.8')).toBe('public');
    expect(classifyAddress('2002:808:808::1')).toBe('reserved');
    expect(classifyAddress('2001:0:808:808::f7f7:f7f7')).toBe('reserved');
  });
});

describe('isAllowedAddress', () => {
  it('D5 C10: refuses everything special, unless its network is listed', () => {
    for (const [addressClass, texts] of TABLE) {
      for (const text of texts) expect(isAllowedAddress(text, []), text).toBe(addressClass === 'public');
    }
    expect(isAllowedAddress('127.0.0.1', networks('127.0.0.0/8'))).toBe(true);
    expect(isAllowedAddress('10.2.0.1', networks('10.1.0.0/16', '10.2.0.0/16'))).toBe(true);
    expect(isAllowedAddress('10.3.0.1', networks('10.1.0.0/16', '10.2.0.0/16'))).toBe(false);
    expect(isAllowedAddress('fd00::1', networks('fd00::/8'))).toBe(true);
    expect(isAllowedAddress('::1', networks('127.0.0.0/8'))).toBe(false);
  });

  it('D4: takes a mapped address for its IPv4 address, and no other translation', () => {
    const ten = networks('10.0.0.0/8');
    expect(isAllowedAddress('::ffff:10.0.0.1', ten)).toBe(true);
    expect(isAllowedAddress('64:ff9b::10.0.0.1', ten)).toBe(false);
    expect(isAllowedAddress('2002:a00:1::1', ten)).toBe(false);
    expect(isAllowedAddress('::10.0.0.1', ten)).toBe(false);
    expect(isAllowedAddress('10.0.0.1', networks('::ffff:0:0/96'))).toBe(false);
  });

  it('D5: takes a metadata address only where it is listed by itself', () => {
    expect(isAllowedAddress('169.254.169.254', networks('169.254.0.0/16'))).toBe(false);
    expect(isAllowedAddress('100.100.100.200', networks('100.64.0.0/10'))).toBe(false);
    expect(isAllowedAddress('fd00:ec2::254', networks('fd00::/8'))).toBe(false);
    expect(isAllowedAddress('::ffff:169.254.169.254', networks('169.254.0.0/16'))).toBe(false);
    expect(isAllowedAddress('169.254.169.254', networks('169.254.169.254'))).toBe(true);
  });

  it('I3: refuses what is no address, whatever is listed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        if (classifyAddress(text) === 'invalid')
          expect(isAllowedAddress(text, networks('0.0.0.0/0', '::/0'))).toBe(false);
      }),
    );
  });
});
