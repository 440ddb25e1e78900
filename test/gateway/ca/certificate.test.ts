import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorityName,
  type Issuer,
  issueAuthority,
  issueLeaf,
} from '../../../src/gateway/ca/certificate.ts';

const DAY = 86_400_000;
const now = Date.now();
const validity = { notBefore: new Date(now - DAY), notAfter: new Date(now + 30 * DAY) };

let dir: string;
let issuer: Issuer;
let authority: string;

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'decant-ca-'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  issuer = { name: authorityName('Decant CA test'), privateKey, publicKey: createPublicKey(privateKey) };
  authority = issueAuthority(issuer, {
    notBefore: validity.notBefore,
    notAfter: new Date(now + 100 * 365 * DAY),
  });
  writeFileSync(path.join(dir, 'ca.pem'), authority);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function leafFor(host: string): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return issueLeaf(issuer, host, publicKey, validity);
}

describe('certificates, judged by openssl', () => {
  it.each([
    ['a host name', 'api.example.com', ['-verify_hostname', 'api.example.com']],
    ['a name longer than a common name may be', `${'a'.repeat(60)}.${'b'.repeat(60)}.example.com`, []],
    ['an IPv4 literal', '203.0.113.7', ['-verify_ip', '203.0.113.7']],
    ['an IPv6 literal', '2001:db8::7', ['-verify_ip', '2001:db8::7']],
    ['an IPv6 literal with dotted tail', '::ffff:192.0.2.1', ['-verify_ip', '::ffff:192.0.2.1']],
  ])('S1: openssl verifies a leaf for %s in strict mode', (_, host, extra) => {
    const file = path.join(dir, 'leaf.pem');
    writeFileSync(file, leafFor(host));
    const args = [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-CAfile',
      path.join(dir, 'ca.pem'),
      ...extra,
      file,
    ];
    expect(execFileSync('openssl', args, { encoding: 'utf8' })).toContain(': OK');
  });

  it('S1: a leaf is not valid for another host', () => {
    const file = path.join(dir, 'other.pem');
    writeFileSync(file, leafFor('api.example.com'));
    const args = ['verify', '-CAfile', path.join(dir, 'ca.pem'), '-verify_hostname', 'api.example.org', file];
    expect(() => execFileSync('openssl', args, { stdio: 'pipe' })).toThrow();
  });

  it('D18: the authority signs leaves only, and a leaf signs nothing', () => {
    expect(new X509Certificate(authority).ca).toBe(true);
    expect(new X509Certificate(leafFor('a.example')).ca).toBe(false);
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: authority, encoding: 'utf8' });
    expect(text).toContain('pathlen:0');
  });

  it('writes a date from 2050 on as GeneralizedTime', () => {
    expect(new X509Certificate(authority).validTo).toContain(
      String(new Date(now + 100 * 365 * DAY).getUTCFullYear()),
    );
  });
});
