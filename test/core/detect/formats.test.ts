import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { crc32Base62 } from '../../../src/core/detect/formats/checks.ts';
import { FORMATS } from '../../../src/core/detect/formats/index.ts';
import {
  ALNUM,
  BOTH,
  isPartsFormat,
  NOTHING_SAFE,
  partsText,
  randomFrom,
  randomText,
  requestOf,
  scannerFor,
} from './support.ts';

const scanner = scannerFor();

function scan(body: string) {
  return scanner.scan(requestOf({ body }), BOTH, NOTHING_SAFE).findings;
}

const PARTS = FORMATS.filter(isPartsFormat);

describe('the format table', () => {
  it('S2: has at least 30 formats, each with a source and a date, no two with one id', () => {
    expect(FORMATS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
    for (const { source, checked, anchors } of FORMATS) {
      expect(source).toMatch(/^https:\/\//);
      expect(checked).toMatch(/^20\d\d-\d\d-\d\d$/);
      for (const anchor of anchors) expect(anchor.length).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(PARTS.map((format) => [format.id, format] as const))(
    'S2: %s is found with every anchor, as it stands',
    (_id, format) => {
      const random = randomFrom(format.id.length * 31 + format.anchors.length);
      for (const anchor of format.anchors) {
        for (let round = 0; round < 3; round++) {
          const value = `${anchor}${partsText(format.parts, random)}`;
          const matched = format.anchorIsContext === true ? value.slice(anchor.length) : value;
          for (const text of [`key: ${value}`, `{"k":"${value}"}`, `X=${value}\n`, value]) {
            const found = scan(text);
            expect(
              found.map((finding) => finding.matched.toString()),
              text,
            ).toContain(matched);
            const finding = found.find((one) => one.matched.toString() === matched);
            expect(text.slice(finding?.start, finding?.end)).toBe(matched);
          }
        }
      }
    },
  );

  it.each(PARTS.filter(({ nearMin }) => nearMin !== undefined).map((format) => [format.id, format] as const))(
    'S2: %s of a drifted length is found at low confidence or by its structure',
    (_id, format) => {
      const random = randomFrom(5);
      const last = format.parts.at(-1);
      if (last === undefined || !('run' in last) || format.nearMin === undefined)
        throw new Error('a last run');
      const anchor = format.anchors[0] ?? '';
      const shorter = scan(`key: ${anchor}${partsText(format.parts, random, format.nearMin)} .`);
      expect(shorter.length).toBeGreaterThan(0);
      if (format.exact !== true) {
        const longer = scan(`key: ${anchor}${partsText(format.parts, random, last.max + 3)} .`);
        expect(longer.length).toBeGreaterThan(0);
      }
    },
  );

  it('S2: strongly prefixed formats need no left boundary', () => {
    const random = randomFrom(9);
    for (const format of PARTS.filter(({ glue }) => glue !== 'word')) {
      const value = `${format.anchors[0]}${partsText(format.parts, random)}`;
      expect(scan(`zz9${value}`).length, format.id).toBeGreaterThan(0);
    }
  });
});

describe('checksums', () => {
  const random = randomFrom(3);

  it.each(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'npm_'])(
    'S2: %s with a valid CRC32 is high, with another one low',
    (prefix) => {
      const body = randomText(random, 30, ALNUM);
      const value = `${prefix}${body}${crc32Base62(body)}`;
      expect(scan(`t=${value};`)).toMatchObject([
        { checksum: 'valid', confidence: 'high', matched: Buffer.from(value) },
      ]);
      const flipped = `${prefix}${body[0] === 'a' ? 'b' : 'a'}${body.slice(1)}${crc32Base62(body)}`;
      expect(scan(`t=${flipped};`)).toMatchObject([{ checksum: 'invalid', confidence: 'low' }]);
    },
  );

  it('S2: a published token of a vendor passes its checksum', () => {
    expect(scan('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')).toMatchObject([{ checksum: 'valid' }]);
    expect(crc32Base62('')).toBe('000000');
  });
});

describe('structured formats', () => {
  const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('S2: a JWT is found with issuer and expiry, and no other part of it, as hints', () => {
    const token = `${b64({ alg: 'RS256', typ: 'JWT' })}.${b64({ iss: 'https://idp.example', exp: 1_900_000_000, sub: 'me' })}.${'Ab3_'.repeat(20)}`;
    const found = scan(`{"t":"${token}"}`);
    expect(found).toMatchObject([
      {
        kind: 'JSON Web Token',
        matched: Buffer.from(token),
        hints: { jwt: { iss: 'https://idp.example', exp: 1_900_000_000 } },
        location: '$.t',
      },
    ]);
  });

  it('S2: unsigned and encrypted JWTs are found; text that only begins like one is not', () => {
    expect(scan(`x ${b64({ alg: 'none' })}.${b64({ sub: 'a' })}. y`)).toHaveLength(1);
    expect(scan(`${b64({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a1b2.c3d4.e5f6.g7h8`)).toHaveLength(1);
    expect(scan('eyJhbGciOiJIUzI1NiJ9')).toHaveLength(0);
    expect(scan('eyJ.eyJ.eyJ')).toHaveLength(0);
  });

  it.each(['pkcs8', 'sec1'] as const)(
    'S2: a PEM private key (%s) is found raw, in JSON, in a form and without its end',
    (type) => {
      const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type, format: 'pem' })
        .toString();
      for (const text of [
        pem,
        JSON.stringify({ private_key: pem }),
        new URLSearchParams({ k: pem }).toString(),
        pem.replace(/-----END.*/s, ''),
      ]) {
        expect(
          scan(text).map(({ kind }) => kind),
          text.slice(0, 40),
        ).toContain('private key (PEM)');
      }
      expect(
        scan(
          generateKeyPairSync('ec', { namedCurve: 'P-256' })
            .publicKey.export({ type: 'spki', format: 'pem' })
            .toString(),
        ),
      ).toEqual([]);
      expect(scan('-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----')).toEqual([]);
    },
  );

  it('S2: an AWS id carries its account; its secret is found beside it or behind its name, not alone', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const found = scan(`aws_access_key_id = AKIAQYLPMN5HHHFPZAM2\naws_secret_access_key = ${secret}\n`);
    expect(found).toMatchObject([
      { kind: 'AWS access key id', hints: { aws_account: '052310077262' } },
      { kind: 'AWS secret access key', matched: Buffer.from(secret) },
    ]);
    expect(scan(`{"SecretAccessKey":"${secret}"}`)).toHaveLength(1);
    expect(scan(`AKIAIOSFODNN7EXAMPLE ${secret}`)).toHaveLength(2);
    expect(scan(`value ${secret} value`)).toEqual([]);
  });

  it('S2: a password in a connection URL is found, a placeholder is not', () => {
    expect(scan('DATABASE_URL=postgres://app:S3cr3t-pw9@db.example.com:5432/x')).toMatchObject([
      { matched: Buffer.from('app:S3cr3t-pw9') },
    ]);
    for (const url of [
      'postgres://user:password@host:5432/db',
      'mysql://root:root@localhost/db',
      'mongodb://<user>:<password>@host/db',
      `redis://:${'$'}{REDIS_PASSWORD}@cache:6379`,
      'postgresql://username:your_password_here@localhost/mydb',
      'amqp://guest:guest@localhost',
      'postgres://localhost:5432/db',
    ]) {
      expect(scan(url), url).toEqual([]);
    }
  });

  it('S2: a bare Telegram token is found', () => {
    expect(scan(`token 110201543:AA${randomText(randomFrom(4), 33, ALNUM)}`)).toHaveLength(1);
    expect(scan(`token 1543:AA${randomText(randomFrom(4), 33, ALNUM)}`)).toEqual([]);
  });

  it('S2: documentation examples of vendors are findings', () => {
    expect(scan('AKIAIOSFODNN7EXAMPLE')).toHaveLength(1);
    expect(scan('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')).toHaveLength(1);
  });

  it('S2: placeholders are none', () => {
    for (const text of [
      'sk-...',
      'sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '<token>',
      'sk-proj-your-openai-api-key-here',
      'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'xoxb-your-token-here-your-token-here',
      'Authorization: Bearer <token>',
      'https://user:password@host/',
      'sk-ant-api03-YOUR_API_KEY_YOUR_API_KEY',
    ]) {
      expect(scan(text), text).toEqual([]);
    }
  });
});
