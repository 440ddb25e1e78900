import { describe, expect, it } from 'vitest';
import { DATABASE_URLS, WEB_URL_PASSWORD } from '../../../../src/core/detect/formats/database-urls.ts';
import { ALNUM, randomText } from './random.ts';
import { describeFormats, kindsIn, scan } from './suite.ts';

describeFormats('passwords in addresses', [DATABASE_URLS, WEB_URL_PASSWORD], {
  'connection-url-password': (random) => `postgres://app:${randomText(random, 12, ALNUM)}@db.example:5432/x`,
  'web-url-password': (random) => `https://robot:${randomText(random, 12, ALNUM)}@git.example/x.git`,
});

describe('passwords in addresses', () => {
  it('S2: user and password of a database, the password alone of a web address', () => {
    expect(scan('DATABASE_URL=postgres://app:S3cr3t-pw9@db.example.com:5432/x')).toMatchObject([
      { matched: Buffer.from('app:S3cr3t-pw9') },
    ]);
    expect(scan('git clone https://me:S3cr3t-pw9@git.example/x.git')).toMatchObject([
      { matched: Buffer.from('S3cr3t-pw9') },
    ]);
  });

  it('X15: placeholders, variables and addresses without a password are none', () => {
    for (const url of [
      'postgres://user:password@host:5432/db',
      'mysql://root:root@localhost/db',
      'mongodb://<user>:<password>@host/db',
      `redis://:${'$'}{REDIS_PASSWORD}@cache:6379`,
      'postgresql://username:your_password_here@localhost/mydb',
      'amqp://guest:guest@localhost',
      'postgres://localhost:5432/db',
      'https://user:password@host/',
      'https://user:pass@example.com/path',
      'https://example.com:8443/@scope/name',
      'https://x.example/a:b@c',
      'http://proxy.example:3128 user@example.com',
      'https://{user}:{password}@host',
      'https://medium.com/@author/title',
    ]) {
      expect(kindsIn(url), url).toEqual([]);
    }
  });
});
