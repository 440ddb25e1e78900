import { webcrypto } from 'node:crypto';
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
  it('D18: creates the key for the owner alone, in a directory of its own', async () => {
    await openAuthority(dir, now);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(dir, 'ca.key')).mode & 0o777).toBe(0o600);
  });

  it('S1: the next start uses the same authority', async () => {
    const first = await openAuthority(dir, now);
    const second = await openAuthority(dir, new Date(now.getTime() + DAY));
    expect(second.certificate).toBe(first.certificate);
    expect(second.issuer.keyId).toBe(first.issuer.keyId);
  });

  it('D18: refuses a key that others may read', async () => {
    await openAuthority(dir, now);
    chmodSync(path.join(dir, 'ca.key'), 0o640);
    await expect(openAuthority(dir, now)).rejects.toThrow(
      expect.objectContaining({ code: 'ca_key_exposed' }),
    );
  });

  it('D18: refuses a directory that others may write to', async () => {
    await openAuthority(dir, now);
    chmodSync(dir, 0o777);
    await expect(openAuthority(dir, now)).rejects.toThrow(
      expect.objectContaining({ code: 'ca_key_exposed' }),
    );
  });

  it('D18: follows no symbolic link to a key', async () => {
    await openAuthority(dir, now);
    const key = readFileSync(path.join(dir, 'ca.key'));
    const elsewhere = path.join(parent, 'elsewhere');
    writeFileSync(elsewhere, key, { mode: 0o600 });
    unlinkSync(path.join(dir, 'ca.key'));
    symlinkSync(elsewhere, path.join(dir, 'ca.key'));
    await expect(openAuthority(dir, now)).rejects.toThrow(expect.objectContaining({ code: 'ca_not_usable' }));
  });

  it('refuses an authority that has expired, or whose files do not belong together', async () => {
    await openAuthority(dir, now);
    await expect(openAuthority(dir, new Date('2046-01-01'))).rejects.toThrow(
      expect.objectContaining({ code: 'ca_not_usable' }),
    );
    unlinkSync(path.join(dir, 'ca.key'));
    await expect(openAuthority(dir, now)).rejects.toThrow(expect.objectContaining({ code: 'ca_not_usable' }));
  });

  it('a certificate lost after the key was made is issued again', async () => {
    await openAuthority(dir, now);
    unlinkSync(path.join(dir, 'ca.pem'));
    expect((await openAuthority(dir, now)).certificate).toContain('BEGIN CERTIFICATE');
  });
});

describe('LeafStore', () => {
  it('S1: mints once for a host and again before the certificate runs out', async () => {
    let at = now.getTime();
    const leaves = new LeafStore(await openAuthority(dir, now), () => at);
    const [first, same] = await Promise.all([leaves.contextFor('a.example'), leaves.contextFor('a.example')]);
    expect(same).toBe(first);
    expect(await leaves.contextFor('a.example')).toBe(first);
    expect(leaves.minted).toBe(1);
    at += 25 * DAY;
    expect(await leaves.contextFor('a.example')).not.toBe(first);
    expect(leaves.minted).toBe(2);
  });

  it('S1: mints once for a host in the last days of the authority, too', async () => {
    const authority = await openAuthority(dir, now);
    const leaves = new LeafStore(authority, () => authority.notAfter.getTime() - DAY);
    expect(await leaves.contextFor('a.example')).toBe(await leaves.contextFor('a.example'));
    expect(leaves.minted).toBe(1);
  });

  it('I3: a leaf that could not be minted is told to who waits for it, and tried again', async () => {
    const opened = await openAuthority(dir, now);
    const { publicKey } = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ]);
    // A key that cannot sign.
    const authority = { ...opened, issuer: { ...opened.issuer, signingKey: publicKey } };
    const leaves = new LeafStore(authority, () => now.getTime());
    const waiting = [leaves.contextFor('a.example'), leaves.contextFor('a.example')];
    for (const outcome of await Promise.allSettled(waiting)) expect(outcome.status).toBe('rejected');
    authority.issuer = opened.issuer;
    expect(await leaves.contextFor('a.example')).toBeDefined();
  });

  it('I8: keeps a bounded number of contexts', async () => {
    const leaves = new LeafStore(await openAuthority(dir, now), () => now.getTime());
    for (let i = 0; i < 1030; i += 1) await leaves.contextFor(`h${i}.example`);
    await leaves.contextFor('h1029.example');
    expect(leaves.minted).toBe(1030);
    await leaves.contextFor('h0.example');
    expect(leaves.minted).toBe(1031);
  });
});
