import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/detect/finding.ts';
import { ALNUM, randomFrom, randomText, scannerFor, secretOf } from './support.ts';

const scanner = scannerFor(secretOf('kQ8-zT4nW_xY7pLm2RvC9sHd'));
const random = randomFrom(42);
const hash = (algorithm: string): Buffer => createHash(algorithm).update(String(random())).digest();
const bytes = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
const many = (count: number, make: () => string): string => Array.from({ length: count }, make).join('\n');

function summary(findings: readonly Finding[]): readonly string[] {
  return findings.map(
    ({ kind, matched, decodedVia }) =>
      `${kind} ${decodedVia.join('>')} ${matched.toString('latin1').slice(0, 60)}`,
  );
}

const GENERATED: Readonly<Record<string, () => string>> = {
  'lock files': () =>
    many(
      2_000,
      () =>
        `"integrity": "sha512-${hash('sha512').toString('base64')}", "resolved": "https://registry.example/x/-/x-1.2.${Math.floor(random() * 99)}.tgz"`,
    ),
  UUIDs: () => many(3_000, () => randomUUID()),
  'git objects': () =>
    many(
      3_000,
      () =>
        `tree ${hash('sha1').toString('hex')}\nindex ${hash('sha1').toString('hex').slice(0, 7)}..${hash('sha1').toString('hex').slice(0, 7)} 100644`,
    ),
  'base64 images': () =>
    many(20, () => `<img src="data:image/png;base64,${bytes(9_000).toString('base64')}">`),
  'base64url blobs': () => many(20, () => bytes(9_000).toString('base64url')),
  'percent-encoded text in several scripts': () =>
    many(300, () => encodeURIComponent('добрый день 你好世界 שלום مرحبا สวัสดี naïve café & = ? / #')),
  'source maps': () =>
    many(200, () => `{"version":3,"mappings":"${randomText(random, 2_000, `${ALNUM}+/,;`)}"}`),
  'content security policies': () =>
    many(
      500,
      () =>
        `Content-Security-Policy: script-src 'sha256-${hash('sha256').toString('base64')}' 'nonce-${bytes(16).toString('base64')}'`,
    ),
  'cookies and analytics ids': () =>
    many(
      500,
      () =>
        `_ga=GA1.2.${Math.floor(random() * 1e9)}.${Math.floor(random() * 1e9)}; sid=s%3A${randomText(random, 32, ALNUM)}.${bytes(32).toString('base64')}; amp-${bytes(8).toString('hex')}`,
    ),
  'container digests': () =>
    many(500, () => `image: registry.example/app@sha256:${hash('sha256').toString('hex')}`),
  'identifiers in code': () =>
    many(
      500,
      () =>
        `task-${randomText(random, 30, 'abcdefghijklmnopqrstuvwxyz')} .sk-circle-fade-dot-${Math.floor(random() * 99)} disk-${bytes(20).toString('hex')} hvs.getSomeVeryLongPropertyName key_${randomText(random, 24, ALNUM)}`,
    ),
  'documentation with placeholders': () =>
    'export OPENAI_API_KEY=sk-...\nexport TOKEN=<token>\ncurl -H "Authorization: Bearer $TOKEN" https://user:password@host/\npostgres://user:password@host/db\nghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nAKIA...\nsk-ant-api03-...\n-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\nAWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY',
};

describe('the false-positive suite', () => {
  it.each(Object.keys(GENERATED))('X15: nothing is found in %s', (name) => {
    const text = GENERATED[name]?.() ?? '';
    expect(text.length).toBeGreaterThan(300);
    expect(summary(scanner.scanBytes(Buffer.from(text)))).toEqual([]);
  });

  it('X15: nothing is found in the lock file and in installed bundles and source maps', () => {
    const files = [
      'package-lock.json',
      ...['node_modules/undici/lib', 'node_modules/typescript/lib', 'node_modules/yaml/dist'].flatMap(
        (folder) =>
          readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile() && /\.(js|json|map|ts)$/.test(entry.name))
            .map((entry) => `${entry.parentPath}/${entry.name}`),
      ),
    ];
    let size = 0;
    const found: string[] = [];
    for (const file of files) {
      if (size > 12_000_000) break;
      const content = readFileSync(file);
      size += content.length;
      found.push(...summary(scanner.scanBytes(content)));
    }
    expect(found).toEqual([]);
    expect(size).toBeGreaterThan(2_000_000);
  });
});
