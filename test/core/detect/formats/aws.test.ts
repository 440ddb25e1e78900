import { describe, expect, it } from 'vitest';
import { AWS } from '../../../../src/core/detect/formats/aws.ts';
import { BASE64, randomFrom, randomText } from './random.ts';
import { describeFormats, scan } from './suite.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

describeFormats('AWS', AWS, {
  'aws-secret-key-pair': (random) =>
    `AKIA${randomText(random, 16, BASE32)} "${randomText(random, 40, BASE64)}"`,
  'aws-secret-key-named': (random) => `aws_secret_access_key = ${randomText(random, 40, BASE64)}`,
});

describe('AWS pairs', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

  it('S2: an id carries its account; its secret is found beside it or behind its name, not alone', () => {
    expect(
      scan(`aws_access_key_id = AKIAQYLPMN5HHHFPZAM2\naws_secret_access_key = ${secret}\n`),
    ).toMatchObject([
      { kind: 'AWS access key id', hints: { aws_account: '052310077262' } },
      { kind: 'AWS secret access key', matched: Buffer.from(secret) },
    ]);
    expect(scan(`{"SecretAccessKey":"${secret}"}`)).toHaveLength(1);
    expect(scan(`value ${secret} value`)).toEqual([]);
  });

  it('S2: examples of the documentation are findings', () => {
    expect(scan(`AKIAIOSFODNN7EXAMPLE ${secret}`)).toHaveLength(2);
  });

  it('X15: a git object beside an id is no secret', () => {
    const sha1 = randomText(randomFrom(1), 40, '0123456789abcdef');
    expect(scan(`AKIAQYLPMN5HHHFPZAM2 ${sha1}`)).toHaveLength(1);
  });
});
