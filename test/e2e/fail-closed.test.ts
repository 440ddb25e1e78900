import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { request } from '../helpers/proxy-client.ts';
import { QueueDir } from '../helpers/queue-dir.ts';
import { useStage } from '../helpers/stage.ts';
import { canary, githubToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('without an answer', () => {
  it('S10: an unwired gateway refuses at once', async () => {
    const world = await startWorld(stage, { wired: false });
    world.upstream.forget();
    const refused = expectRefused(
      await request(world.gateway, API, { body: githubToken() }),
      'token_detected',
      'no_supervisor',
    );
    expect(refused).toMatchObject({ proposal: null, detector: 'token_patterns' });
    await expectOnlyACleanOne(world);
    expect(world.gateway.ready.queue).toBeUndefined();
  });

  it('S10: a queue without a slug, or a slug without a queue, is unwired', async () => {
    for (const config of [{ bottle: 'demo' }, { queue: 'file:./queue' }]) {
      const world = await startWorld(stage, { wired: false, config });
      expectRefused(
        await request(world.gateway, API, { body: githubToken() }),
        'token_detected',
        'no_supervisor',
      );
      expect(world.gateway.queue.openIds()).toEqual([]);
    }
  });

  it('S10: SUPERVISE_QUEUE_DIR and SUPERVISE_BOTTLE_SLUG wire it, and win over the configuration', async () => {
    const folder = await stage.folder();
    chmodSync(folder, 0o700);
    const world = await startWorld(stage, {
      env: { SUPERVISE_QUEUE_DIR: folder, SUPERVISE_BOTTLE_SLUG: 'from-env' },
    });
    const queue = new QueueDir(folder);
    const pending = request(world.gateway, API, { body: githubToken() });
    const proposal = await queue.next();
    expect(proposal.json.bottle_slug).toBe('from-env');
    expect(world.gateway.ready.bottle).toBe('from-env');
    queue.approve(proposal.id);
    expect((await pending).status).toBe(200);
    expect(world.gateway.queue.names()).toEqual([]);
  });

  it('S8 S10: a hold ends after EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS, and a late approval frees the retry', async () => {
    const world = await startWorld(stage, {
      config: { hold: { timeout_seconds: 200 } },
      env: { EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: '1' },
    });
    const { gateway, upstream } = world;
    upstream.forget();
    const token = githubToken();
    const pending = request(gateway, API, { path: '/held', body: token });
    const proposal = await gateway.queue.next();
    const refused = expectRefused(await pending, 'token_detected', 'hold_timeout');
    expect(refused.proposal).toBe(proposal.id);
    expect(gateway.queue.openIds()).toEqual([proposal.id]);
    gateway.queue.approve(proposal.id);
    expect((await gateway.queue.closed(proposal.id)).outcome.reason).toBe('decided');
    expect((await request(gateway, API, { path: '/retry', body: token })).status).toBe(200);
    expect(upstream.requests.map((seen) => seen.url)).toEqual(['/retry']);
    expect(gateway.queue.untaken()).toEqual([]);
  });

  it('S10 Q11: a proposal expires; an answer after that opens nothing', async () => {
    const world = await startWorld(stage, { config: { hold: { timeout_seconds: 1, proposal_seconds: 1 } } });
    const { gateway, upstream } = world;
    upstream.forget();
    const token = githubToken();
    const pending = request(gateway, API, { body: token });
    const proposal = await gateway.queue.next();
    const reply = await pending;
    expect(['hold_timeout', 'expired']).toContain(
      expectRefused(reply, 'token_detected', JSON.parse(reply.body.toString()).outcome).outcome,
    );
    expect((await gateway.queue.closed(proposal.id)).outcome.reason).toBe('expired');
    gateway.queue.approve(proposal.id);
    const again = request(gateway, API, { body: token });
    const second = await gateway.queue.next();
    expect(second.id).not.toBe(proposal.id);
    gateway.queue.reject(second.id);
    expectRefused(await again, 'token_detected', 'rejected');
    await expectOnlyACleanOne(world);
  });

  it('S10: a request that joins near a proposal’s end is told that it expired', async () => {
    const world = await startWorld(stage, { config: { hold: { timeout_seconds: 2, proposal_seconds: 2 } } });
    const { gateway } = world;
    const token = githubToken();
    const first = request(gateway, API, { body: token });
    const proposal = await gateway.queue.next();
    const second = request(gateway, API, { body: token });
    await gateway.queue.stateWhen(proposal.id, (state) => state.requests === 2);
    const outcomes = [await first, await second].map(
      (reply) => JSON.parse(reply.body.toString()).outcome as string,
    );
    expect(outcomes[1]).toBe('expired');
    expect((await gateway.queue.closed(proposal.id)).outcome.reason).toBe('expired');
  });

  it('S10 Q14: a queue directory that vanishes refuses what waits and what comes', async () => {
    const world = await startWorld(stage);
    const { gateway, upstream } = world;
    upstream.forget();
    const pending = request(gateway, API, { body: githubToken() });
    await gateway.queue.next();
    // In one step: the gateway may be writing there.
    renameSync(gateway.queue.path, `${gateway.queue.path}.gone`);
    expectRefused(await pending, 'token_detected', 'queue_error');
    expectRefused(await request(gateway, API, { body: githubToken() }), 'token_detected', 'queue_error');
    await expectOnlyACleanOne(world);
  });

  it('S10 Q14: an answer in a folder that took the queue’s place is not honoured', async () => {
    const world = await startWorld(stage);
    const { gateway, upstream } = world;
    upstream.forget();
    const pending = request(gateway, API, { body: githubToken() });
    const { id } = await gateway.queue.next();
    const answer = join(gateway.folder, 'planted');
    mkdirSync(answer, { mode: 0o700 });
    writeFileSync(
      join(answer, `${id}.response.json`),
      JSON.stringify({ proposal_id: id, status: 'approved', notes: 'x' }),
      {
        mode: 0o600,
      },
    );
    renameSync(gateway.queue.path, join(gateway.folder, 'moved-away'));
    renameSync(answer, gateway.queue.path);
    expectRefused(await pending, 'token_detected', 'queue_error');
    await expectOnlyACleanOne(world);
  });

  it('S10 Q16 C23: thousands of stray files do not hide an answer', async () => {
    const { gateway } = await startWorld(stage);
    for (let index = 0; index < 4_000; index += 1) {
      writeFileSync(
        join(gateway.queue.path, `${'j'.repeat(20)}${String(index).padStart(6, '0')}.response.json`),
        '{',
      );
    }
    const pending = request(gateway, API, { body: githubToken() });
    const { id } = await gateway.queue.next();
    gateway.queue.approve(id);
    expect((await pending).status).toBe(200);
  });

  it('S10 Q16: past max_pending and past max_held there is no question, only the 403', async () => {
    const world = await startWorld(stage, { config: { hold: { max_pending: 1 } } });
    const first = request(world.gateway, API, { body: githubToken() });
    const proposal = await world.gateway.queue.next();
    expectRefused(await request(world.gateway, API, { body: githubToken() }), 'token_detected', 'queue_full');
    expect(world.gateway.queue.untaken()).toEqual([]);
    world.gateway.queue.approve(proposal.id);
    expect((await first).status).toBe(200);

    const narrow = await startWorld(stage, { config: { hold: { max_held: 1 } } });
    const held = request(narrow.gateway, API, { body: githubToken() });
    const open = await narrow.gateway.queue.next();
    expectRefused(
      await request(narrow.gateway, API, { body: githubToken() }),
      'token_detected',
      'queue_full',
    );
    narrow.gateway.queue.approve(open.id);
    expect((await held).status).toBe(200);
  });

  it('S21: known secrets are reject-only where the setting says so, patterns are not', async () => {
    const secret = canary();
    const world = await startWorld(stage, {
      config: { secrets: { approvable: false } },
      env: { EGRESS_TOKEN_FIXED: secret },
    });
    const { gateway, upstream } = world;
    upstream.forget();
    const refused = expectRefused(
      await request(gateway, API, { body: secret }),
      'token_detected',
      'not_approvable',
    );
    expect(refused.detector).toBe('known_secrets');
    const both = await request(gateway, API, { body: `${secret} ${githubToken()}` });
    expectRefused(both, 'token_detected', 'not_approvable');
    expect(gateway.queue.openIds()).toEqual([]);
    await expectOnlyACleanOne(world);
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await gateway.queue.next();
    expect(proposal.details.approvable).toBe(true);
    gateway.queue.approve(proposal.id);
    expect((await pending).status).toBe(200);
  });

  it('S3 S21: an approvable known secret can be approved, as an explicit decision', async () => {
    const secret = canary();
    const { gateway } = await startWorld(stage, { env: { EGRESS_TOKEN_FIXED: secret } });
    const pending = request(gateway, API, { body: secret });
    const proposal = await gateway.queue.next();
    expect(proposal.details).toMatchObject({
      detector: 'known_secrets',
      approvable: true,
      secret_name: 'EGRESS_TOKEN_FIXED',
    });
    gateway.queue.approve(proposal.id);
    expect((await pending).status).toBe(200);
    expect((await request(gateway, API, { body: secret })).status).toBe(200);
  });

  it('S3: the lines of a secrets file are known secrets, named by the file', async () => {
    const folder = await stage.folder();
    const secret = canary();
    writeFileSync(join(folder, 'secrets.txt'), `${canary()}\n${secret}\n`, { mode: 0o600 });
    const { gateway } = await startWorld(stage, {
      config: { secrets: { files: [join(folder, 'secrets.txt')] } },
    });
    const pending = request(gateway, API, { body: secret });
    const proposal = await gateway.queue.next();
    expect(proposal.details.detector).toBe('known_secrets');
    expect(String(proposal.details.secret_name)).toContain('secrets.txt');
    gateway.queue.reject(proposal.id);
    expectRefused(await pending, 'token_detected', 'rejected');
  });

  it('S8: proposal_seconds below the timeout is raised to it, with a warning', async () => {
    const { gateway } = await startWorld(stage, {
      config: { hold: { timeout_seconds: 120, proposal_seconds: 10 } },
    });
    expect(gateway.process.stderr).toContain('proposal_seconds');
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await gateway.queue.next();
    const life = Date.parse(String(proposal.json.expires_at)) - Date.parse(String(proposal.json.created_at));
    expect(Math.abs(life - 120_000)).toBeLessThan(2_000);
    gateway.queue.reject(proposal.id);
    expectRefused(await pending, 'token_detected', 'rejected');
  });
});
