import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../helpers/gateway.ts';
import { openTunnel, request } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, OTHER, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('a queue directory with others in it', () => {
  it('S17 S19: a start leaves other bottles and other tools alone', async () => {
    const world = await startWorld(stage);
    const { gateway } = world;
    const held = request(gateway, API, { body: githubToken() });
    const proposal = await gateway.queue.next();
    const foreign = 'gitleaksgitleaksgitleaks12';
    const gitleaks = { ...proposal.json, id: foreign, tool: 'gitleaks-allow', details: {} };
    writeFileSync(gateway.queue.file(foreign, 'proposal'), JSON.stringify(gitleaks), { mode: 0o600 });
    writeFileSync(join(gateway.queue.path, 'notes.txt'), 'somebody else’s');

    expect((await gateway.queue.next()).id).toBe(foreign);

    const second = await startGateway(stage, {
      config: world.config,
      env: { SUPERVISE_QUEUE_DIR: gateway.queue.path, SUPERVISE_BOTTLE_SLUG: 'other' },
    });
    expect(gateway.queue.openIds().sort()).toEqual([proposal.id, foreign].sort());
    gateway.queue.approve(proposal.id);
    expect((await held).status).toBe(200);

    const there = request(second, API, { body: githubToken() });
    const theirs = await gateway.queue.next();
    expect(theirs.json.bottle_slug).toBe('other');
    await second.kill();
    await expect(there).rejects.toThrow();
    await gateway.stop();
    const again = await startGateway(stage, { config: world.config, folder: gateway.folder });
    expect(existsSync(gateway.queue.file(foreign, 'proposal'))).toBe(true);
    expect(existsSync(gateway.queue.file(theirs.id, 'proposal'))).toBe(true);
    expect(readFileSync(join(gateway.queue.path, 'notes.txt'), 'utf8')).toBe('somebody else’s');
    await again.stop();
  });

  it('S9: an answer may be a line written by a shell', async () => {
    const { gateway } = await startWorld(stage);
    const pending = request(gateway, API, { body: githubToken() });
    const { id } = await gateway.queue.next();
    const line = `umask 022; printf '{"proposal_id":"%s","status":"approved","notes":"why"}\\n' ${id} > ${id}.response.json`;
    execFileSync('sh', ['-c', line], { cwd: gateway.queue.path });
    expect((await pending).status).toBe(200);
  });

  it('Q6: an answer may be written by link and unlink, as the contract’s writers do', async () => {
    const { gateway } = await startWorld(stage);
    const pending = request(gateway, API, { body: githubToken() });
    const { id } = await gateway.queue.next();
    const temporary = join(gateway.folder, 'by-hand');
    writeFileSync(temporary, JSON.stringify({ proposal_id: id, status: 'approved', notes: 'x' }), {
      mode: 0o600,
    });
    linkSync(temporary, gateway.queue.file(id, 'response'));
    unlinkSync(temporary);
    expect((await pending).status).toBe(200);
  });

  it('Q22: a deleted proposal file approves nothing', async () => {
    const world = await startWorld(stage, { config: { hold: { timeout_seconds: 1 } } });
    const { gateway, upstream } = world;
    upstream.forget();
    const pending = request(gateway, API, { body: githubToken() });
    const { id } = await gateway.queue.next();
    rmSync(gateway.queue.file(id, 'proposal'));
    const reply = await pending;
    expect(['hold_timeout', 'queue_error']).toContain(JSON.parse(reply.body.toString()).outcome);
    await expectOnlyACleanOne(world);
  });

  it('Q15: an archive that is a symlink is refused at start', async () => {
    const world = await startWorld(stage);
    await world.gateway.stop();
    rmSync(join(world.gateway.queue.path, 'processed'), { recursive: true, force: true });
    symlinkSync(await stage.folder(), join(world.gateway.queue.path, 'processed'));
    await expect(startGateway(stage, { config: world.config, folder: world.gateway.folder })).rejects.toThrow(
      /queue|processed/,
    );
  });
});

describe('limits of an answer under many waiters', async () => {
  const world = await startWorld(stage);
  const { gateway, upstream } = world;

  it('S9 I6: one use releases one of three waiters, and the others are asked for again', async () => {
    upstream.forget();
    const token = githubToken();
    const all = ['/a', '/b', '/c'].map((path) => request(gateway, API, { path, body: token }));
    const proposal = await gateway.queue.next();
    await gateway.queue.stateWhen(proposal.id, (state) => state.waiters.length === 3);
    gateway.queue.approve(proposal.id, { scope: { uses: 1 } });
    expect((await Promise.race(all)).status).toBe(200);
    const again = await gateway.queue.next();
    await gateway.queue.stateWhen(again.id, (state) => state.waiters.length === 2);
    expect(upstream.requests).toHaveLength(1);
    gateway.queue.reject(again.id);
    const statuses = (await Promise.all(all)).map((reply) => reply.status).sort();
    expect(statuses).toEqual([200, 403, 403]);
    expect(upstream.requests).toHaveLength(1);
  });

  it('S9 I6: all given limits hold together', async () => {
    const token = githubToken();
    const pending = request(gateway, API, { body: token });
    gateway.queue.approve((await gateway.queue.next()).id, {
      scope: { host_only: true, ttl_seconds: 600, uses: 2 },
    });
    expect((await pending).status).toBe(200);
    const elsewhere = request(gateway, OTHER, { body: token });
    gateway.queue.reject((await gateway.queue.next()).id);
    expectRefused(await elsewhere, 'token_detected', 'rejected');
    expect((await request(gateway, API, { body: token })).status).toBe(200);
    const third = request(gateway, API, { body: token });
    gateway.queue.reject((await gateway.queue.next()).id);
    expectRefused(await third, 'token_detected', 'rejected');
  });

  it('F7 S2: a token in a trailer is held, and a trailer never travels on', async () => {
    upstream.forget();
    const token = githubToken();
    const wire = await openTunnel(gateway, `${API}:443`);
    wire.send(
      `POST / HTTP/1.1\r\nHost: ${API}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Sum: ${token}\r\n\r\n`,
    );
    const proposal = await gateway.queue.next();
    expect(proposal.details.surface).toBe('trailer');
    gateway.queue.approve(proposal.id);
    expect((await wire.reply()).status).toBe(200);
    wire.leave();
    expect(upstream.bytes().toString('latin1')).not.toContain(token);
  });
});
