import { isPlaceholder } from '../engine/placeholder.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, FoundSpan } from '../format.ts';

const LONGEST_USERINFO = 512;
const COLON = 0x3a;
const AT = 0x40;
/** Shorter ones stand in examples of how such an address is written. */
const SHORTEST_WEB_PASSWORD = 6;

/** `user:password@host`; the found value is `user:password`, so that the host stays readable as evidence. */
function find(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const start = at + anchor.length;
  const end = runs.end('userinfo', start);
  if (end - start > LONGEST_USERINFO) return [];
  const authority = runs.bytes.subarray(start, end);
  const sign = authority.lastIndexOf(AT);
  const colon = authority.indexOf(COLON);
  if (colon < 0 || colon + 3 > sign || sign + 1 >= authority.length) return [];
  const password = authority.subarray(colon + 1, sign);
  if (isPlaceholderPassword(password, authority.subarray(0, colon))) return [];
  return [{ start, end: start + sign }];
}

/** The same in a web address; the found value is the password alone, so that a vendor's token there keeps its own name. */
function findInWebUrl(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const [found] = find(runs, at, anchor);
  if (found === undefined) return [];
  const colon = runs.bytes.indexOf(COLON, found.start);
  const start = colon + 1;
  return found.end - start < SHORTEST_WEB_PASSWORD ? [] : [{ start, end: found.end }];
}

function isPlaceholderPassword(password: Buffer, user: Buffer): boolean {
  const text = password.toString('latin1');
  if (/^(?:\$|%[sdv]|\{|<|\*|:)|%7B|%24|\.\.\.|\}$/i.test(text)) return true;
  return password.equals(user) || /^[0-9.]{1,6}$/.test(text) || isPlaceholder(password);
}

const SCHEMES = [
  'postgres',
  'postgresql',
  'postgresql+psycopg2',
  'postgresql+psycopg',
  'postgresql+asyncpg',
  'mysql',
  'mysql2',
  'mysql+pymysql',
  'mariadb',
  'mongodb',
  'mongodb+srv',
  'redis',
  'rediss',
  'amqp',
  'amqps',
  'mssql',
  'sqlserver',
  'clickhouse',
  'cockroachdb',
  'cassandra',
  'neo4j',
  'neo4j+s',
  'nats',
  'ldap',
  'ldaps',
  'smtp',
  'smtps',
  'ftp',
  'sftp',
];

export const WEB_URL_PASSWORD: CustomFormat = {
  shape: 'custom',
  id: 'web-url-password',
  kind: 'password in a web address',
  vendor: null,
  family: 'credentials',
  anchors: ['https://', 'http://'],
  confidence: 'medium',
  source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  checked: '2026-11-22',
  find: findInWebUrl,
};

export const DATABASE_URLS: CustomFormat = {
  shape: 'custom',
  id: 'connection-url-password',
  kind: 'password in a connection URL',
  vendor: null,
  family: 'credentials',
  anchors: SCHEMES.map((scheme) => `${scheme}://`),
  ignoreCase: true,
  confidence: 'medium',
  source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  checked: '2026-11-22',
  find,
};
