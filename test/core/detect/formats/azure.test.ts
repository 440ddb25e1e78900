import { describe, expect, it } from 'vitest';
import { AZURE, AZURE_SAS } from '../../../../src/core/detect/formats/azure.ts';
import { ALNUM, BASE64, randomFrom, randomText } from './random.ts';
import { describeFormats, kindsIn, scan } from './suite.ts';

const signature = (random: () => number): string =>
  `${randomText(random, 43, BASE64).replaceAll('+', '%2B')}%3D`;

describeFormats('Azure', [...AZURE, AZURE_SAS], {
  'azure-devops-pat': (random) => `${randomText(random, 76, ALNUM)}AZDO${randomText(random, 4, ALNUM)}`,
  'azure-signed-key': (random) => `${randomText(random, 76, BASE64)}+ASt${randomText(random, 6, BASE64)}==`,
  'azure-signed-short-key': (random) =>
    `${randomText(random, 33, BASE64)}+ASb${randomText(random, 6, BASE64)}=`,
  'azure-function-key': (random) => `${randomText(random, 44, ALNUM)}AzFu${randomText(random, 6, ALNUM)}==`,
  'azure-search-key': (random) => `${randomText(random, 42, ALNUM)}AzSe${randomText(random, 6, ALNUM)}`,
  'azure-client-secret': (random) =>
    `${randomText(random, 3, ALNUM)}8Q~${randomText(random, 34, `${ALNUM}_~-`)}`.replace(/[~_-]$/, 'x'),
  'azure-sas': (random) =>
    `https://x.blob.core.windows.net/c/b?sv=2024-11-04&ss=b&se=2027&sig=${signature(random)}`,
});

describe('Azure keys', () => {
  it('S2: a shared access signature is found before its version too, alone as the value', () => {
    const value = signature(randomFrom(4));
    const found = scan(`https://x.blob.core.windows.net/c?sig=${value}&sp=r&sv=2024-11-04 end`);
    expect(found.map(({ matched }) => matched.toString())).toContain(value);
  });

  it('X15: a signature inside a longer run of base64 is no key', () => {
    const random = randomFrom(6);
    expect(kindsIn(`${randomText(random, 200, BASE64)}+ASt${randomText(random, 300, BASE64)}`)).toEqual([]);
  });
});
