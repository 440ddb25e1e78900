import { describe, expect, it } from 'vitest';
import { parseCidr } from '../../../src/core/http/cidr.ts';
import { type CanonicalTarget, parseAuthority } from '../../../src/core/http/target.ts';
import type { UpstreamConfig } from '../../../src/core/policy/config.ts';
import { parseHostPattern } from '../../../src/core/policy/host-pattern.ts';
import { locate } from '../../../src/gateway/dial/locate.ts';
import { OwnListeners } from '../../../src/gateway/dial/own-listeners.ts';

function target(authority: string): CanonicalTarget {
  const parsed = parseAuthority(authority, 'https', { defaultPort: 443 });
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.target;
}

function options(answers: readonly string[], upstream: Partial<UpstreamConfig> = {}) {
  const asked: string[] = [];
  return {
    asked,
    upstream: { caFiles: [], resolve: [], allowPrivate: [], ...upstream },
    ownListeners: new OwnListeners(() => []),
    resolve: async (host: string) => {
      asked.push(host);
      return answers;
    },
  };
}

function entry(host: string, port: number, address: string, addressPort: number) {
  const pattern = parseHostPattern(host);
  const { host: canonical } = target(address);
  if (!pattern.ok) throw new Error(pattern.problem);
  return { host: pattern.pattern, port, address: canonical, addressPort };
}

describe('locate', () => {
  it('D5: keeps the order of the answers, once each, and not all of them', async () => {
    const answers = ['93.184.215.14', '93.184.215.14', '2606:4700::1111', '1.1.1.1', '8.8.8.8', '9.9.9.9'];
    const location = await locate(target('a.example'), options(answers));
    expect(location).toMatchObject({
      kind: 'found',
      routes: ['93.184.215.14', '2606:4700::1111', '1.1.1.1', '8.8.8.8'].map((address) => ({
        address,
        port: 443,
      })),
    });
  });

  it('D5: asks once', async () => {
    const given = options(['1.1.1.1']);
    await locate(target('a.example'), given);
    expect(given.asked).toEqual(['a.example']);
  });

  it('D5: one forbidden answer spoils all', async () => {
    expect(await locate(target('a.example'), options(['1.1.1.1', '10.0.0.1']))).toEqual({
      kind: 'refused',
      code: 'private_address',
    });
  });

  it('D5: a CIDR of the configuration allows its addresses and no others', async () => {
    const cidr = parseCidr('10.0.0.0/8');
    const allowed = { allowPrivate: cidr === null ? [] : [cidr] };
    expect((await locate(target('a.example'), options(['10.0.0.1'], allowed))).kind).toBe('found');
    expect((await locate(target('a.example'), options(['192.168.0.1'], allowed))).kind).toBe('refused');
  });

  it('D4: an address as host is never resolved, and is classified like an answer', async () => {
    const given = options(['1.1.1.1']);
    expect((await locate(target('127.0.0.1'), given)).kind).toBe('refused');
    expect((await locate(target('[::ffff:7f00:1]'), given)).kind).toBe('refused');
    expect(await locate(target('1.1.1.1'), given)).toMatchObject({ routes: [{ address: '1.1.1.1' }] });
    expect(given.asked).toEqual([]);
  });

  it('an entry of the configuration replaces the resolver, also towards a private address', async () => {
    const given = options([], { resolve: [entry('*.example.com', 443, '127.0.0.1', 9443)] });
    expect(await locate(target('a.example.com'), given)).toMatchObject({
      kind: 'found',
      routes: [{ address: '127.0.0.1', port: 9443 }],
    });
    expect(given.asked).toEqual([]);
    expect(await locate(target('a.example.com:8443'), given)).toEqual({ kind: 'unresolved' });
  });

  it('D12: own listeners are refused before anything else is asked', async () => {
    const given = options([], { resolve: [entry('a.example', 443, '127.0.0.1', 9443)] });
    given.ownListeners.replace([{ address: '127.0.0.1', port: 9443 }]);
    expect(await locate(target('a.example'), given)).toEqual({ kind: 'refused', code: 'own_listener' });
  });

  it('I3: a resolver that fails is no answer', async () => {
    const failing = {
      ...options([]),
      resolve: async () => Promise.reject(new Error('SERVFAIL secret.example')),
    };
    expect(await locate(target('a.example'), failing)).toEqual({ kind: 'unresolved' });
  });
});
