import { describe, expect, it } from 'vitest';
import { request, send } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { anthropicKey, githubToken, slackToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, OTHER, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('many requests and many values', async () => {
  const world = await startWorld(stage);
  const { gateway, upstream } = world;
  const { queue } = gateway;

  it('S8 S9: fifty requests with one value are one proposal with fifty waiters, and one answer releases all', async () => {
    upstream.forget();
    const token = githubToken();
    const paths = Array.from({ length: 50 }, (_value, index) => `/parallel/${index}`);
    const replies = Promise.all(
      paths.map((path) => request(gateway, API, { path, headers: [`X-Key: ${token}`] })),
    );
    const proposal = await queue.next();
    const state = await queue.stateWhen(proposal.id, (seen) => seen.waiters.length === 50);
    expect(state.requests).toBe(50);
    expect(queue.openIds()).toEqual([proposal.id]);
    expect(upstream.connections()).toBe(0);
    queue.approve(proposal.id);
    expect((await replies).map((reply) => reply.status)).toEqual(paths.map(() => 200));
    expect(upstream.requests.map((seen) => seen.url).sort()).toEqual([...paths].sort());
    const archived = await queue.closed(proposal.id);
    expect(archived.outcome.requests).toBe(50);
  });

  it('S6 C6: three values are three proposals at once; one rejected means the 403, and nothing leaves', async () => {
    upstream.forget();
    const values = [githubToken(), anthropicKey(), slackToken()];
    const pending = await send(gateway, API, { body: JSON.stringify({ values }) });
    const proposals = await queue.take(3);
    expect(proposals.map((proposal) => proposal.details.vendor).sort()).toEqual([
      'Anthropic',
      'GitHub',
      'Slack',
    ]);
    for (const proposal of proposals) {
      for (const value of values) expect(proposal.raw.toString('utf8')).not.toContain(value.slice(5));
    }
    const [first, second, third] = proposals;
    queue.approve(first?.id ?? '');
    await queue.closed(first?.id ?? '');
    queue.approve(second?.id ?? '');
    await queue.closed(second?.id ?? '');
    expect(pending.wire.unread.length).toBe(0);
    expect(upstream.connections()).toBe(0);
    queue.reject(third?.id ?? '');
    const refused = expectRefused(await pending.reply, 'token_detected', 'rejected');
    expect(refused.proposal).toBe(third?.id);
    await expectOnlyACleanOne(world);
  });

  it('S6: three values, three approvals, one release', async () => {
    upstream.forget();
    const pending = request(gateway, API, {
      path: '/three',
      body: [githubToken(), anthropicKey(), slackToken()].join(' '),
    });
    for (const proposal of await queue.take(3)) queue.approve(proposal.id);
    expect((await pending).status).toBe(200);
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/three']);
  });

  it('S7: with the default scope, one value to two hosts is a question each, and either answer serves both', async () => {
    const token = githubToken();
    const here = request(gateway, API, { body: token });
    const one = await queue.next();
    const there = request(gateway, OTHER, { body: token });
    const two = await queue.next();
    expect(one.details.fingerprint).toBe(two.details.fingerprint);
    queue.approve(one.id);
    expect((await here).status).toBe(200);
    expect((await there).status).toBe(200);
    expect((await queue.closed(one.id)).outcome.reason).toBe('decided');
    expect((await queue.closed(two.id)).outcome.reason).toBe('superseded');
  });

  for (const how of ['FIN', 'RST'] as const) {
    it(`C19 Q12: a client that leaves (${how}) is not sent for, and its retry passes without asking`, async () => {
      upstream.forget();
      const token = githubToken();
      const sent = await send(gateway, API, { path: '/left', body: token });
      const proposal = await queue.next();
      await queue.stateWhen(proposal.id, (seen) => seen.waiters.length === 1);
      if (how === 'FIN') sent.wire.leave();
      else sent.wire.reset();
      const state = await queue.stateWhen(proposal.id, (seen) => seen.waiters.length === 0);
      expect(state.requests).toBe(1);
      queue.approve(proposal.id);
      expect((await queue.closed(proposal.id)).outcome).toMatchObject({ reason: 'decided', waiters: [] });
      expect((await request(gateway, API, { path: '/retry', body: token })).status).toBe(200);
      expect(upstream.requests.map((seen) => seen.url)).toEqual(['/retry']);
      expect(queue.untaken()).toEqual([]);
    });
  }

  it('C19: of two waiters, one leaves and the other is served', async () => {
    upstream.forget();
    const token = githubToken();
    const leaver = await send(gateway, API, { path: '/leaver', body: token });
    const proposal = await queue.next();
    const stayer = request(gateway, API, { path: '/stayer', body: token });
    await queue.stateWhen(proposal.id, (seen) => seen.waiters.length === 2);
    leaver.wire.leave();
    await queue.stateWhen(proposal.id, (seen) => seen.waiters.length === 1);
    queue.approve(proposal.id);
    expect((await stayer).status).toBe(200);
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/stayer']);
  });
});
