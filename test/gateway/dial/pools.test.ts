import { createSecureContext } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAuthority } from '../../../src/core/http/target.ts';
import type { UpstreamRoute } from '../../../src/gateway/dial/connector.ts';
import { Pools } from '../../../src/gateway/dial/pools.ts';
import { FakeClock } from '../fixtures/fake-clock.ts';

const clock = new FakeClock();
let pools: Pools;
afterEach(() => pools.stop());

function route(
  authority: string,
  address: string,
  scheme: 'http' | 'https' = 'https',
  port = 443,
): UpstreamRoute {
  const parsed = parseAuthority(authority, scheme, { defaultPort: 443 });
  if (!parsed.ok) throw new Error(parsed.problem);
  return { target: parsed.target, address, port };
}

function make(): Pools {
  pools = new Pools(clock, createSecureContext());
  return pools;
}

describe('Pools', () => {
  it('D6: a connection belongs to scheme, host, port and the address that was checked', () => {
    make();
    const poolFor = (to: UpstreamRoute) => pools.poolFor(to);
    const base = poolFor(route('a.example', '1.1.1.1'));
    expect(poolFor(route('A.example.', '1.1.1.1'))).toBe(base);
    for (const other of [
      route('b.example', '1.1.1.1'),
      route('a.example', '8.8.8.8'),
      route('a.example:8443', '1.1.1.1'),
      route('a.example', '1.1.1.1', 'http'),
      route('a.example', '1.1.1.1', 'https', 9443),
    ]) {
      expect(poolFor(other)).not.toBe(base);
    }
  });

  it('I8: pools that nobody uses are closed, used ones stay', () => {
    const idle = make().poolFor(route('idle.example', '1.1.1.1'));
    const used = pools.poolFor(route('used.example', '1.1.1.1'));
    for (let i = 0; i < 8; i += 1) {
      clock.advance(10_000);
      expect(pools.poolFor(route('used.example', '1.1.1.1'))).toBe(used);
    }
    expect(idle.closed).toBe(true);
    expect(pools.poolFor(route('idle.example', '1.1.1.1'))).not.toBe(idle);
  });

  it('D16: new roots need new connections', () => {
    const before = make().poolFor(route('a.example', '1.1.1.1'));
    pools.replaceTrust(createSecureContext());
    expect(before.closed).toBe(true);
    expect(pools.poolFor(route('a.example', '1.1.1.1'))).not.toBe(before);
  });
});
