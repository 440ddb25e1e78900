import { describe, expect, it } from 'vitest';
import { request } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, OTHER, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('policy refusals', async () => {
  const world = await startWorld(stage, {
    hosts: {
      [API]: {},
      [OTHER]: { methods: ['GET'], paths: ['/v1/**'] },
      'git.example.com': {},
      'push.example.com': { git_push: 'allow' },
      '*.wild.example.com': {},
    },
  });
  const { gateway, upstream } = world;

  const cases: ReadonlyArray<readonly [string, string, string, Parameters<typeof request>[2]]> = [
    ['a host without a route', 'route_not_allowed', 'nowhere.invalid', {}],
    ['a host that only ends like a route', 'route_not_allowed', `evil${API}`, {}],
    ['a host that only begins like a route', 'route_not_allowed', `${API}.evil.invalid`, {}],
    ['the parent of a wildcard', 'route_not_allowed', 'wild.example.com', {}],
    ['another port of an allowed host', 'route_not_allowed', `${API}:8443`, {}],
    [
      'a method that the route does not list',
      'method_not_allowed',
      OTHER,
      { method: 'POST', path: '/v1/a', body: 'x' },
    ],
    ['a path that the route does not list', 'path_not_allowed', OTHER, { path: '/v2/a' }],
    ['a path that leaves the listed one by dots', 'path_not_allowed', OTHER, { path: '/v1/../v2' }],
    ['a path that leaves it by encoded dots', 'path_not_allowed', OTHER, { path: '/v1/%2e%2e/v2' }],
    [
      'a git push',
      'git_push_blocked',
      'git.example.com',
      {
        method: 'POST',
        path: '/a/b.git/git-receive-pack',
        headers: ['Content-Type: application/x-git-receive-pack-request'],
        body: '0000',
      },
    ],
    [
      'the announcement of a git push',
      'git_push_blocked',
      'git.example.com',
      { path: '/a/b.git/info/refs?service=git-receive-pack' },
    ],
    [
      'a WebSocket upgrade',
      'websocket_not_allowed',
      API,
      {
        path: '/socket',
        headers: [
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        ],
      },
    ],
  ];
  for (const [what, code, host, parts] of cases) {
    it(`S11: ${what} is a hard 403 (${code}) without a proposal`, async () => {
      upstream.forget();
      const refused = expectRefused(await request(gateway, host, parts), code);
      expect(refused.proposal).toBeNull();
      expect(gateway.queue.openIds()).toEqual([]);
      await expectOnlyACleanOne(world);
    });
  }

  it('S11: a token towards a host without a route raises no question', async () => {
    expectRefused(await request(gateway, 'nowhere.invalid', { body: githubToken() }), 'route_not_allowed');
    expect(gateway.queue.openIds()).toEqual([]);
  });

  it('S11: what the routes allow passes', async () => {
    expect((await request(gateway, OTHER, { path: '/v1/a/b' })).status).toBe(200);
    expect(
      (await request(gateway, 'git.example.com', { path: '/a/b.git/info/refs?service=git-upload-pack' }))
        .status,
    ).toBe(200);
    expect(
      (await request(gateway, 'push.example.com', { path: '/a/b.git/info/refs?service=git-receive-pack' }))
        .status,
    ).toBe(200);
  });

  it('S11 C25: without routes everything is refused', async () => {
    const closed = await startWorld(stage, { config: { routes: [] } });
    expectRefused(await request(closed.gateway, API), 'route_not_allowed');
    expect(closed.upstream.connections()).toBe(0);
  });
});
