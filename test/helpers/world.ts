import { expect } from 'vitest';
import {
  type ConfigTree,
  type Gateway,
  type GatewayOptions,
  leadingTo,
  startGateway,
  trustFile,
} from './gateway.ts';
import { type Refused, type Reply, refusalOf } from './http-reply.ts';
import { request } from './proxy-client.ts';
import type { Stage } from './stage.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/** The host that most tests call; `OTHER` is a second one on the same server. */
export const API = 'api.example.com';
export const OTHER = 'other.example.com';

export interface World {
  readonly gateway: Gateway;
  readonly upstream: Upstream;
  /** The configuration that was written, for a restart with the same one. */
  readonly config: ConfigTree;
}

export interface WorldOptions extends Omit<GatewayOptions, 'config'> {
  /** Host patterns and what their routes add; `*.example.com` is in the upstream's certificate. */
  readonly hosts?: Readonly<Record<string, ConfigTree>>;
  readonly config?: ConfigTree;
}

/** A TLS upstream, and a gateway whose routes lead to it. */
export async function startWorld(stage: Stage, options: WorldOptions = {}): Promise<World> {
  const upstream = await startUpstream(stage, { names: ['*.example.com', 'example.com'] });
  const hosts = options.hosts ?? { [API]: {}, [OTHER]: {} };
  const config = { ...leadingTo(upstream, await trustFile(stage, upstream), hosts), ...options.config };
  const gateway = await startGateway(stage, { ...options, config });
  return { gateway, upstream, config };
}

/** Checks that a reply is the contract's refusal, whole, and returns its body. */
export function expectRefused(reply: Reply, code: string, outcome: string | null = null): Refused {
  expect({ status: reply.status, body: reply.body.toString('utf8') }).toMatchObject({
    status: 403,
    body: expect.stringContaining('egress_blocked'),
  });
  const refused = refusalOf(reply);
  expect(refused).toEqual({
    error: 'egress_blocked',
    code,
    outcome,
    detector: refused.detector,
    proposal: refused.proposal,
    message: expect.stringMatching(/\S/),
  });
  expect(reply.headers['content-type']).toBe('application/json');
  expect(reply.headers['x-decant-block']).toBe(code);
  expect(reply.headers['x-should-retry']).toBe('false');
  return refused;
}

/**
 * Proves that nothing of an earlier request ever reached the upstream: a clean one is sent after it, and is all
 * that the upstream has seen since it was told to forget.
 */
export async function expectOnlyACleanOne(world: World, host = API): Promise<void> {
  const marker = `/clean-${Math.random().toString(36).slice(2)}`;
  const reply = await request(world.gateway, host, { path: marker });
  expect(reply.status).toBe(200);
  expect(world.upstream.requests.map((seen) => seen.url)).toEqual([marker]);
  expect(world.upstream.connections()).toBe(1);
}
