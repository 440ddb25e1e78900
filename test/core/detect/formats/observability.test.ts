import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { NEW_RELIC_LICENCE } from '../../../../src/core/detect/formats/newrelic.ts';
import { OBSERVABILITY } from '../../../../src/core/detect/formats/observability.ts';
import { ALNUM, HEX, randomFrom, randomText } from './random.ts';
import { describeFormats, kindsIn, scan } from './suite.ts';

describeFormats('observability', [...OBSERVABILITY, NEW_RELIC_LICENCE], {
  'newrelic-licence-key': (random) => `${randomText(random, 36, HEX)}NRAL`,
});

describe('Grafana tokens', () => {
  it('S2: the CRC32 over the token, lowest byte first, is looked at', () => {
    const key = `glsa_${randomText(randomFrom(1), 32, ALNUM)}`;
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(key));
    expect(scan(`${key}_${sum.toString('hex')}`)).toMatchObject([{ checksum: 'valid', confidence: 'high' }]);
    expect(scan(`${key}_00000000`)).toMatchObject([{ checksum: 'invalid', confidence: 'low' }]);
  });
});

describe('New Relic license keys', () => {
  it('X15: hashes and words that end alike are none', () => {
    expect(kindsIn('a MINERAL')).toEqual([]);
    expect(kindsIn(`${'a'.repeat(36)}NRAL`)).toEqual([]);
  });
});
