import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp, parseIp, parseIpv4, parseIpv6 } from '../../../src/core/http/ip-literal.ts';

const v4Bytes = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
/** Many zeros, so that runs of them occur. */
const v6Bytes = fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 16, maxLength: 16 });

describe('IP literals', () => {
  it.each([
    ['0.0.0.0', [0, 0, 0, 0]],
    ['127.0.0.1', [127, 0, 0, 1]],
    ['255.255.255.255', [255, 255, 255, 255]],
  ])('reads dotted decimal: %s', (text, bytes) => {
    expect(parseIpv4(text)).toEqual(bytes);
  });

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    '0x7f.0.0.1',
    '1.2.3.4.',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '+1.2.3.4',
    '1e0.2.3.4',
  ])('D4: takes no other spelling of IPv4: %j', (text) => {
    expect(parseIpv4(text)).toBeNull();
  });

  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:127.0.0.1', '::ffff:7f00:1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
    ['1::', '1::'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('reads %s and writes it as %s', (text, canonical) => {
    const bytes = parseIpv6(text);
    expect(bytes === null ? null : formatIp(bytes)).toBe(canonical);
  });

  it.each([
    '',
    ':',
    ':::',
    '1',
    '1:2',
    '::1::',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    '::g',
    '::1%eth0',
    '[::1]',
    '::1.2.3',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::127.1',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
  ])('D4: refuses what is no IPv6 address: %j', (text) => {
    expect(parseIpv6(text)).toBeNull();
  });

  it('writes what it reads back, for every address', () => {
    fc.assert(
      fc.property(fc.oneof(v4Bytes, v6Bytes), (bytes) => {
        const text = formatIp(bytes);
        expect(parseIp(text)).toEqual(bytes);
        expect(isIP(text)).toBe(bytes.length === 4 ? 4 : 6);
      }),
    );
  });

  it('D4: takes nothing that the platform does not take, and writes IPv6 as URLs do', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'0123456789abcdefx:.%[] '), maxLength: 40 });
    fc.assert(
      fc.property(hostile, (text) => {
        const bytes = parseIp(text);
        if (bytes === null) return;
        expect(isIP(text)).not.toBe(0);
        if (bytes.length === 16) expect(new URL(`http://[${text}]/`).hostname).toBe(`[${formatIp(bytes)}]`);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(v6Bytes, (bytes) => {
        expect(new URL(`http://[${formatIp(bytes)}]/`).hostname).toBe(`[${formatIp(bytes)}]`);
      }),
    );
  });
});
