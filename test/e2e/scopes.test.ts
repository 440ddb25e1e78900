import { describe, expect, it } from 'vitest';
import type { Gateway } from '../helpers/gateway.ts';
import type { Reply } from '../helpers/http-reply.ts';
import { decant } from '../helpers/program.ts';
import { request } from '../helpers/proxy-client.ts';
import type { ProposalFile } from '../helpers/queue-dir.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { seenIn } from '../helpers/wait.ts';
import { API, expectOnlyACleanOne, expectRefused, OTHER, startWorld, type World } from '../helpers/world.ts';

const stage = useStage();

/** Sends a value, answers its one question with `approved` and these limits, and checks that it left. */
async function approveWith(
  gateway: Gateway,
  value: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<ProposalFile> {
  const pending = request(gateway, API, { body: value });
  const proposal = await gateway.queue.next();
  gateway.queue.approve(proposal.id, more);
  expect((await pending).status).toBe(200);
  await gateway.queue.closed(proposal.id);
  return proposal;
}

/** Checks that a value is asked for (again), and rejects it. */
async function isAsked(world: World, value: string, host = API): Promise<void> {
  world.upstream.forget();
  const pending = request(world.gateway, host, { body: value });
  const proposal = await world.gateway.queue.next();
  world.gateway.queue.reject(proposal.id);
  expectRefused(await pending, 'token_detected', 'rejected');
  await expectOnlyACleanOne(world);
}

async function passesUnasked(gateway: Gateway, value: string, host = API): Promise<void> {
  expect((await request(gateway, host, { body: value })).status).toBe(200);
  expect(gateway.queue.untaken()).toEqual([]);
}

/** Sends a value over and over until it is asked for, and returns the request that waits. */
async function untilAsked(gateway: Gateway, value: string): Promise<Promise<Reply>[]> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    let passed = false;
    const pending = request(gateway, API, { body: value });
    pending.then(
      () => {
        passed = true;
      },
      () => {},
    );
    const asked = await seenIn(gateway.queue.path, 'a reply or a question', () =>
      gateway.queue.untaken().length > 0 ? 'asked' : passed ? 'passed' : undefined,
    );
    if (asked === 'asked') return [pending];
  }
  throw new Error('the approval never ran out');
}

describe('narrower answers', async () => {
  const world = await startWorld(stage);
  const { gateway } = world;

  it('S9 C7: host_only opens this destination and no other', async () => {
    const token = githubToken();
    await approveWith(gateway, token, { scope: { host_only: true } });
    await passesUnasked(gateway, token);
    await isAsked(world, token, OTHER);
  });

  it('S9: uses counts released requests', async () => {
    const token = githubToken();
    await approveWith(gateway, token, { scope: { uses: 2 } });
    await passesUnasked(gateway, token);
    await isAsked(world, token);
  });

  it('S9: ttl_seconds ends an approval', async () => {
    const token = githubToken();
    await approveWith(gateway, token, { scope: { ttl_seconds: 1 } });
    // Sent again and again without a pause: the first question marks the end of the approval.
    const [asked] = await untilAsked(gateway, token);
    if (asked === undefined) throw new Error('nothing waits');
    gateway.queue.reject((await gateway.queue.next()).id);
    expectRefused(await asked, 'token_detected', 'rejected');
  });

  it('S10 Q17: a rejection is remembered for the same destination, and raises no new question', async () => {
    const token = githubToken();
    await isAsked(world, token);
    world.upstream.forget();
    expectRefused(await request(gateway, API, { body: token }), 'token_detected', 'rejected');
    expect(gateway.queue.untaken()).toEqual([]);
    await expectOnlyACleanOne(world);
    const elsewhere = request(gateway, OTHER, { body: token });
    const proposal = await gateway.queue.next();
    gateway.queue.reject(proposal.id);
    expectRefused(await elsewhere, 'token_detected', 'rejected');
  });

  it('S9 C5: a digest that fits is accepted', async () => {
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await gateway.queue.next();
    gateway.queue.approve(proposal.id, {
      version: 1,
      digest: proposal.digest,
      decided_at: new Date().toISOString(),
    });
    expect((await pending).status).toBe(200);
  });

  it('S10: remember_rejections_seconds 0 asks again at once', async () => {
    const forgetful = await startWorld(stage, { config: { hold: { remember_rejections_seconds: 0 } } });
    const token = githubToken();
    await isAsked(forgetful, token);
    await isAsked(forgetful, token);
  });

  it('C7: safe_tokens.scope host asks for each destination', async () => {
    const strict = await startWorld(stage, { config: { safe_tokens: { scope: 'host' } } });
    const token = githubToken();
    const proposal = await approveWith(strict.gateway, token);
    expect(proposal.details.scope).toBe('host');
    await passesUnasked(strict.gateway, token);
    await isAsked(strict, token, OTHER);
  });
});

describe('second thoughts', async () => {
  const world = await startWorld(stage);
  const { gateway } = world;
  const cli = (...args: string[]) =>
    decant([...args, '--config', gateway.configFile], { env: gateway.env, cwd: gateway.folder });

  it('S9 S19: safe list names the fingerprint and never the value; revoke asks again', async () => {
    const token = githubToken();
    const proposal = await approveWith(gateway, token);
    const fingerprint = String(proposal.details.fingerprint);
    const listed = await cli('safe', 'list', '--json');
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain(fingerprint);
    expect(listed.stdout + listed.stderr).not.toContain(token.slice(4, 10));
    const revoked = await cli('safe', 'revoke', fingerprint);
    expect(revoked.code).toBe(0);
    expect((await cli('safe', 'list', '--json')).stdout).not.toContain(fingerprint);
    await isAsked(world, token);
    expect((await cli('safe', 'revoke', fingerprint)).code).toBe(1);
  });

  it('S9 I5: a revocation is felt by what waits: the request asks for the revoked value again', async () => {
    const [safe, other] = [githubToken(), githubToken()];
    const approved = await approveWith(gateway, safe);
    world.upstream.forget();
    const pending = request(gateway, API, { body: `${safe} ${other}` });
    const first = await gateway.queue.next();
    expect((await cli('safe', 'revoke', String(approved.details.fingerprint))).code).toBe(0);
    const second = await gateway.queue.next();
    expect(second.details.fingerprint).toBe(approved.details.fingerprint);
    gateway.queue.approve(first.id);
    await gateway.queue.closed(first.id);
    gateway.queue.reject(second.id);
    expectRefused(await pending, 'token_detected', 'rejected');
    await expectOnlyACleanOne(world);
  });

  it('S9: revoke --all forgets every value', async () => {
    const tokens = [githubToken(), githubToken()];
    for (const token of tokens) await approveWith(gateway, token);
    expect((await cli('safe', 'revoke', '--all')).code).toBe(0);
    for (const token of tokens) await isAsked(world, token);
  });

  it('S9 S15: proposals list, show, approve, reject and history serve a script', async () => {
    const token = githubToken();
    const pending = request(gateway, API, { body: `x ${token}` });
    const proposal = await gateway.queue.next();
    const listed = await cli('proposals', 'list', '--json');
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain(proposal.id);
    const shown = await cli('proposals', 'show', proposal.id);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('********');
    expect((await cli('proposals', 'approve', proposal.id)).code).toBe(2);
    expect(
      (await cli('proposals', 'approve', proposal.id, '--reason', 'needed here', '--host-only')).code,
    ).toBe(0);
    expect((await pending).status).toBe(200);
    expect(
      JSON.parse((await gateway.queue.closed(proposal.id)).response?.toString('utf8') ?? ''),
    ).toMatchObject({
      proposal_id: proposal.id,
      status: 'approved',
      notes: 'needed here',
      scope: { host_only: true },
    });
    expect((await cli('proposals', 'reject', proposal.id)).code).toBe(1);
    const history = await cli('proposals', 'history', '--json');
    expect(history.stdout).toContain(proposal.id);
    expect(history.stdout + shown.stdout + listed.stdout).not.toContain(token.slice(4, 10));
    await isAsked(world, token, OTHER);

    const other = request(gateway, API, { body: githubToken() });
    const second = await gateway.queue.next();
    expect((await cli('proposals', 'reject', second.id, '--reason', 'no')).code).toBe(0);
    expectRefused(await other, 'token_detected', 'rejected');
  });
});
