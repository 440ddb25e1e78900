import { readdirSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTunnel, request, requestBytes, send } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, OTHER, startWorld } from '../helpers/world.ts';

const stage = useStage();
const RFC3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe('a request with a credential', async () => {
  const world = await startWorld(stage);
  const { gateway, upstream } = world;
  const { queue } = gateway;

  it('S7: writes a proposal that a person can read, with the contract’s fields', async () => {
    const token = githubToken();
    const pending = request(gateway, API, {
      method: 'POST',
      path: '/v1/ingest?x=1',
      headers: ['User-Agent: python-httpx/0.27', 'Content-Type: text/plain'],
      body: `...before ${token} after...`,
    });
    const proposal = await queue.next();
    expect(proposal.id).toMatch(/^[a-z0-9]{26,}$/);
    expect(Object.keys(proposal.json).sort()).toEqual(
      [
        'bottle_slug',
        'created_at',
        'details',
        'expires_at',
        'id',
        'justification',
        'proposed_file',
        'tool',
        'version',
      ].sort(),
    );
    expect(proposal.json).toMatchObject({
      version: 1,
      id: proposal.id,
      tool: 'egress-token-allow',
      bottle_slug: 'demo',
    });
    expect(proposal.json.created_at).toMatch(RFC3339_UTC);
    const life = Date.parse(String(proposal.json.expires_at)) - Date.parse(String(proposal.json.created_at));
    expect(Math.abs(life - 900_000)).toBeLessThan(2_000);
    expect(proposal.json.justification).toMatch(/false positive/i);
    expect(proposal.json.proposed_file).toMatch(
      /^egress blocked an outbound request carrying a detected token\n\nhost: api\.example\.com\nmethod: POST\npath: \/v1\/ingest\ndetector: GitHub .* found in body\ncontext: .*before \*{8} after.*\n?$/,
    );
    expect(proposal.details).toMatchObject({
      host: API,
      port: 443,
      scheme: 'https',
      method: 'POST',
      path: '/v1/ingest',
      detector: 'token_patterns',
      vendor: 'GitHub',
      surface: 'body',
      decoded_via: [],
      checksum: 'valid',
      confidence: 'high',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      secret_name: null,
      approvable: true,
      hints: expect.anything(),
      seen: { value: expect.any(Number), host: expect.any(Number) },
      scope: 'bottle',
      context: expect.stringContaining('before ******** after'),
    });
    expect(proposal.details).toHaveProperty('kind');
    expect(proposal.details).toHaveProperty('location');
    expect(statSync(queue.file(proposal.id, 'proposal')).mode & 0o777).toBe(0o600);
    const state = await queue.stateWhen(proposal.id, (seen) => seen.waiters.length === 1);
    expect(Object.keys(state).sort()).toEqual(['requests', 'waiters']);
    expect(state.waiters[0]?.client).toContain('python-httpx');
    expect(state.waiters[0]?.since).toMatch(RFC3339_UTC);
    expect(Date.parse(state.waiters[0]?.gives_up_at ?? '') - Date.parse(state.waiters[0]?.since ?? '')).toBe(
      5_000,
    );
    queue.approve(proposal.id);
    expect((await pending).status).toBe(200);
  });

  it('S8: waits without holding up other traffic, on the same host and on others', async () => {
    const pending = await send(gateway, API, { body: githubToken() });
    const proposal = await queue.next();
    for (const host of [API, OTHER]) expect((await request(gateway, host)).status).toBe(200);
    expect(pending.wire.unread.length).toBe(0);
    queue.approve(proposal.id);
    expect((await pending.reply).status).toBe(200);
  });

  it('I1 S8: opens no connection to the upstream before the approval', async () => {
    upstream.forget();
    const sent = await send(gateway, API, { path: '/held', headers: [`X-Key: ${githubToken()}`] });
    const proposal = await queue.next();
    expect(upstream.connections()).toBe(0);
    queue.approve(proposal.id);
    expect((await sent.reply).status).toBe(200);
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/held']);
  });

  it('I1: sends nothing of a request whose last byte is not there yet', async () => {
    upstream.forget();
    const token = githubToken();
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(`POST /slow HTTP/1.1\r\nHost: ${API}\r\nContent-Length: ${token.length + 6}\r\n\r\nfirst `);
    expect((await request(gateway, OTHER, { path: '/meanwhile' })).status).toBe(200);
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/meanwhile']);
    expect(upstream.connections()).toBe(1);
    wire.send(token);
    const proposal = await queue.next();
    expect(upstream.connections()).toBe(1);
    queue.reject(proposal.id);
    expectRefused(await wire.reply(), 'token_detected', 'rejected');
    wire.leave();
  });

  for (const status of ['approved', 'modified']) {
    it(`S9: ${status} releases the exact bytes, and the same value flows unasked afterwards`, async () => {
      upstream.forget();
      const token = githubToken();
      const body = `a\u0000b ${token} \r\n c`;
      const pending = request(gateway, API, { path: '/first', body });
      const proposal = await queue.next();
      queue.answer(proposal.id, status);
      expect((await pending).status).toBe(200);
      expect(upstream.requests[0]?.body.toString('latin1')).toBe(body);
      expect((await request(gateway, API, { path: '/second', headers: [`X-Key: ${token}`] })).status).toBe(
        200,
      );
      expect((await request(gateway, OTHER, { path: `/third/${token}` })).status).toBe(200);
      expect(queue.untaken()).toEqual([]);
    });
  }

  it('S10: rejected ends in the 403, which names the proposal, and nothing left', async () => {
    upstream.forget();
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await queue.next();
    queue.reject(proposal.id);
    const refused = expectRefused(await pending, 'token_detected', 'rejected');
    expect(refused).toMatchObject({ proposal: proposal.id, detector: 'token_patterns' });
    await expectOnlyACleanOne(world);
  });

  it('S15 S16: archives proposal, response and outcome, and writes no egress audit entry', async () => {
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await queue.next();
    const answer = JSON.stringify({
      proposal_id: proposal.id,
      status: 'approved',
      notes: 'needed',
      decided_by: 'ann',
    });
    queue.write(proposal.id, answer);
    expect((await pending).status).toBe(200);
    const archived = await queue.closed(proposal.id);
    expect(archived.proposal.equals(proposal.raw)).toBe(true);
    expect(archived.response?.toString('utf8')).toBe(answer);
    expect(archived.outcome).toEqual({
      version: 1,
      proposal_id: proposal.id,
      reason: 'decided',
      closed_at: expect.stringMatching(RFC3339_UTC),
      waiters: expect.any(Array),
      requests: 1,
    });
    const everything = [...readdirSync(gateway.folder), ...queue.names(), ...queue.processed()];
    expect(everything.filter((name) => /audit/i.test(name))).toEqual([]);
  });

  it('F8: does not dispatch a pipelined second request while the first is held', async () => {
    upstream.forget();
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(
      Buffer.concat([
        requestBytes(API, { path: '/first', body: githubToken() }),
        requestBytes(API, { path: '/second' }),
      ]),
    );
    const proposal = await queue.next();
    expect((await request(gateway, OTHER, { path: '/other' })).status).toBe(200);
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/other']);
    queue.approve(proposal.id);
    expect((await wire.reply()).status).toBe(200);
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/other', '/first', '/second']);
  });

  it('Q8 C5: approving one request leaves another with another value held', async () => {
    const [a, b] = [githubToken(), githubToken()];
    const first = request(gateway, API, { path: '/a', body: a });
    const one = await queue.next();
    const second = await send(gateway, API, { path: '/b', body: b });
    const two = await queue.next();
    upstream.forget();
    queue.approve(one.id);
    expect((await first).status).toBe(200);
    await queue.closed(one.id);
    expect(second.wire.unread.length).toBe(0);
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/a']);
    queue.reject(two.id);
    expectRefused(await second.reply, 'token_detected', 'rejected');
  });
});
