import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Issuer, issueAuthority, issueLeaf, issuerOf } from '../../../src/gateway/ca/certificate.ts';

const DAY = 86_400_000;
const now = Date.now();
const validity = { notBefore: new Date(now - DAY), notAfter: new Date(now + 30 * DAY) };

let dir: string;
let issuer: Issuer;
let authority: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'decant-ca-'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  authority = await issueAuthority('Decant CA test', privateKey, {
    notBefore: validity.notBefore,
    notAfter: new Date(now + 100 * 365 * DAY),
  });
  issuer = await issuerOf(authority, privateKey);
  writeFileSync(path.join(dir, 'ca.pem'), authority);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function leafFor(host: string): Promise<string> {
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
  ])('S1: openssl verifies a leaf for %s in strict mode', async (_, host, extra) => {
    const file = path.join(dir, 'leaf.pem');
    writeFileSync(file, await leafFor(host));
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

  it('S1: a leaf is not valid for another host', async () => {
    const file = path.join(dir, 'other.pem');
    writeFileSync(file, await leafFor('api.example.com'));
    const args = ['verify', '-CAfile', path.join(dir, 'ca.pem'), '-verify_hostname', 'api.example.org', file];
    expect(() => execFileSync('openssl', args, { stdio: 'pipe' })).toThrow();
  });

  it('D18: the authority signs leaves only, and a leaf signs nothing', async () => {
    expect(new X509Certificate(authority).ca).toBe(true);
    expect(new X509Certificate(await leafFor('a.example')).ca).toBe(false);
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: authority, encoding: 'utf8' });
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
  });

  it('S1: a leaf says that it is for a server, of which key, by whose key, and no more', async () => {
    const input = await leafFor('a.example');
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input, encoding: 'utf8' });
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE\n/);
    expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature\n/);
    expect(text).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication\n/);
    expect(text).toMatch(/Subject Alternative Name:\s+DNS:a\.example\n/);
    expect(text).toMatch(/Subject Key Identifier:/);
    const keyId = (issuer.keyId.toUpperCase().match(/../g) ?? []).join(':');
    expect(text).toMatch(new RegExp(`Authority Key Identifier:\\s+(keyid:)?${keyId}\\n`));
  });

  it('S1: serial numbers are positive, at most 20 bytes, at least 64 random bits', async () => {
    const serials = await Promise.all(
      Array.from({ length: 50 }, async () => new X509Certificate(await leafFor('a.example')).serialNumber),
    );
    expect(new Set(serials).size).toBe(50);
    for (const serial of serials) expect(serial).toMatch(/^[0-9A-F]{16,40}$/);
  });

  it('S1: names the key of an authority as its certificate does, whatever the digest', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = path.join(dir, 'other.key');
    writeFileSync(key, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const args = ['req', '-x509', '-key', key, '-subj', '/CN=Elsewhere', '-days', '2'];
    const skid = ['-addext', 'subjectKeyIdentifier=01:02:03:04'];
    const certificate = execFileSync('openssl', [...args, ...skid], { encoding: 'utf8' });
    expect((await issuerOf(certificate, pair.privateKey)).keyId).toBe('01020304');
  });

  it('writes a date from 2050 on as GeneralizedTime', () => {
    expect(new X509Certificate(authority).validTo).toContain(
      String(new Date(now + 100 * 365 * DAY).getUTCFullYear()),
    );
  });
});
