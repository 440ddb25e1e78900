import { describe, expect, it } from 'vitest';
import { startGateway } from '../helpers/gateway.ts';
import { request, send } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { API, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('a restart', () => {
  it('S19: after SIGTERM held requests have their 403, and nothing of the safe set is left', async () => {
    const world = await startWorld(stage);
    const { gateway, upstream } = world;
    const [safe, open] = [githubToken(), githubToken()];
    const first = request(gateway, API, { body: safe });
    const approved = await gateway.queue.next();
    gateway.queue.approve(approved.id);
    expect((await first).status).toBe(200);
    const held = await send(gateway, API, { body: open });
    const proposal = await gateway.queue.next();
    upstream.forget();
    const ended = await gateway.stop();
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 0, signal: null });
    expectRefused(await held.reply, 'token_detected', 'shutdown');
    expect((await gateway.queue.closed(proposal.id)).outcome.reason).toBe('orphaned');
    expect(gateway.queue.openIds()).toEqual([]);
    expect(upstream.connections()).toBe(0);

    const again = await startGateway(stage, { config: world.config, folder: gateway.folder });
    expect(again.ca).toBe(gateway.ca);
    const asked = request(again, API, { body: safe });
    const second = await again.queue.next();
    expect(second.id).not.toBe(approved.id);
    again.queue.approve(second.id);
    expect((await asked).status).toBe(200);
  });

  it('S19 C20 Q13: after kill -9 leftovers are archived as orphaned, and a leftover answer is not honoured', async () => {
    const world = await startWorld(stage);
    const { gateway, upstream } = world;
    const tokens = [githubToken(), githubToken()];
    const held = tokens.map((token) => request(gateway, API, { body: token }));
    for (const one of held) one.catch(() => {});
    const proposals = await gateway.queue.take(2);
    upstream.forget();
    await gateway.kill();
    const answered = proposals[0]?.id ?? '';
    gateway.queue.approve(answered);

    const again = await startGateway(stage, { config: world.config, folder: gateway.folder });
    for (const proposal of proposals) {
      expect((await again.queue.closed(proposal.id)).outcome.reason).toBe('orphaned');
    }
    expect(again.queue.processed()).toContain(`${answered}.response.json`);
    expect(again.queue.openIds()).toEqual([]);
    for (const token of tokens) {
      const asked = request(again, API, { body: token });
      const proposal = await again.queue.next();
      again.queue.reject(proposal.id);
      expectRefused(await asked, 'token_detected', 'rejected');
    }
    expect(upstream.connections()).toBe(0);
  });
});
