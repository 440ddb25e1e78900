import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuthority } from '../../../src/gateway/ca/authority.ts';
import { LeafStore } from '../../../src/gateway/ca/leaf-store.ts';

const now = new Date('2026-03-01T12:00:00Z');
const DAY = 86_400_000;
let parent: string;
let dir: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'decant-ca-'));
  dir = path.join(parent, 'ca');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('openAuthority', () => {
  it('D18: creates the key for the owner alone, in a directory of its own', () => {
    openAuthority(dir, now);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(dir, 'ca.key')).mode & 0o777).toBe(0o600);
  });

  it('S1: the next start uses the same authority', () => {
    const first = openAuthority(dir, now);
    const second = openAuthority(dir, new Date(now.getTime() + DAY));
    expect(second.certificate).toBe(first.certificate);
    expect(second.issuer.name).toEqual(first.issuer.name);
  });

  it('D18: refuses a key that others may read', () => {
    openAuthority(dir, now);
    chmodSync(path.join(dir, 'ca.key'), 0o640);
    expect(() => openAuthority(dir, now)).toThrow(expect.objectContaining({ code: 'ca_key_exposed' }));
  });

  it('D18: refuses a directory that others may write to', () => {
    openAuthority(dir, now);
    chmodSync(dir, 0o777);
    expect(() => openAuthority(dir, now)).toThrow(expect.objectContaining({ code: 'ca_key_exposed' }));
  });

  it('D18: follows no symbolic link to a key', () => {
    openAuthority(dir, now);
    const key = readFileSync(path.join(dir, 'ca.key'));
    const elsewhere = path.join(parent, 'elsewhere');
    writeFileSync(elsewhere, key, { mode: 0o600 });
    unlinkSync(path.join(dir, 'ca.key'));
    symlinkSync(elsewhere, path.join(dir, 'ca.key'));
    expect(() => openAuthority(dir, now)).toThrow(expect.objectContaining({ code: 'ca_not_usable' }));
  });

  it('refuses an authority that has expired, or whose files do not belong together', () => {
    openAuthority(dir, now);
    expect(() => openAuthority(dir, new Date('2046-01-01'))).toThrow(
      expect.objectContaining({ code: 'ca_not_usable' }),
    );
    unlinkSync(path.join(dir, 'ca.key'));
    expect(() => openAuthority(dir, now)).toThrow(expect.objectContaining({ code: 'ca_not_usable' }));
  });

  it('a certificate lost after the key was made is issued again', () => {
    openAuthority(dir, now);
    unlinkSync(path.join(dir, 'ca.pem'));
    expect(openAuthority(dir, now).certificate).toContain('BEGIN CERTIFICATE');
  });
});

describe('LeafStore', () => {
  it('S1: mints once for a host and again before the certificate runs out', () => {
    let at = now.getTime();
    const leaves = new LeafStore(openAuthority(dir, now), () => at);
    const first = leaves.contextFor('a.example');
    expect(leaves.contextFor('a.example')).toBe(first);
    expect(leaves.minted).toBe(1);
    at += 25 * DAY;
    expect(leaves.contextFor('a.example')).not.toBe(first);
    expect(leaves.minted).toBe(2);
  });

  it('I8: keeps a bounded number of contexts', () => {
    const leaves = new LeafStore(openAuthority(dir, now), () => now.getTime());
    for (let i = 0; i < 1030; i += 1) leaves.contextFor(`h${i}.example`);
    leaves.contextFor('h1029.example');
    expect(leaves.minted).toBe(1030);
    leaves.contextFor('h0.example');
    expect(leaves.minted).toBe(1031);
  });
});
