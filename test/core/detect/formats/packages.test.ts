import { describe, expect, it } from 'vitest';
import { crc32Base62 } from '../../../../src/core/detect/formats/checks.ts';
import { PACKAGES } from '../../../../src/core/detect/formats/packages.ts';
import { ALNUM, randomFrom, randomText } from './random.ts';
import { describeFormats, scan } from './suite.ts';

describeFormats('package registries that agents publish to', PACKAGES);

describe('npm tokens', () => {
  it('S2: a valid CRC32 raises confidence, another one lowers it and drops nothing', () => {
    const body = randomText(randomFrom(3), 30, ALNUM);
    expect(scan(`t=npm_${body}${crc32Base62(body)};`)).toMatchObject([
      { checksum: 'valid', confidence: 'high' },
    ]);
    expect(scan(`t=npm_${body}aaaaaa;`)).toMatchObject([{ checksum: 'invalid', confidence: 'low' }]);
  });
});
