import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type RequestParts, request } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { canary, githubToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('an approval and its encoding', async () => {
  const secrets = {
    EGRESS_TOKEN_A: canary(),
    EGRESS_TOKEN_B: canary(),
    EGRESS_TOKEN_C: canary(),
    EGRESS_TOKEN_D: canary(),
  };
  const world = await startWorld(stage, { env: secrets });
  const { gateway } = world;

  async function approved(parts: RequestParts): Promise<Readonly<Record<string, unknown>>> {
    const pending = request(gateway, API, parts);
    const proposal = await gateway.queue.next();
    gateway.queue.approve(proposal.id);
    expect((await pending).status).toBe(200);
    return proposal.details;
  }

  async function heldAndRejected(parts: RequestParts): Promise<Readonly<Record<string, unknown>>> {
    world.upstream.forget();
    const pending = request(gateway, API, parts);
    const proposal = await gateway.queue.next();
    gateway.queue.reject(proposal.id);
    expectRefused(await pending, 'token_detected', 'rejected');
    await expectOnlyACleanOne(world);
    return proposal.details;
  }

  const base64 = (value: string): string => Buffer.from(value).toString('base64');
  const values = [
    ['a token', githubToken(), githubToken()],
    ['a known secret', secrets.EGRESS_TOKEN_A, secrets.EGRESS_TOKEN_B],
  ] as const;
  for (const [what, one, two] of values) {
    it(`S20: ${what} approved raw stays held in base64`, async () => {
      expect((await approved({ body: `raw ${one} raw` })).decoded_via).toEqual([]);
      const details = await heldAndRejected({ body: `{"data":"${base64(one)}"}` });
      expect(details.decoded_via).not.toEqual([]);
      expect((await request(gateway, API, { body: one })).status).toBe(200);
    });

    it(`S20: ${what} approved in base64 stays held raw`, async () => {
      const details = await approved({ body: `{"data":"${base64(two)}"}` });
      expect(details.decoded_via).not.toEqual([]);
      await heldAndRejected({ body: `raw ${two} raw` });
      expect((await request(gateway, API, { body: `{"data":"${base64(two)}"}` })).status).toBe(200);
    });
  }

  it('S20: hex and base64 of one secret are two questions', async () => {
    const hex = (value: string): string => Buffer.from(value).toString('hex');
    await approved({ body: `{"data":"${hex(secrets.EGRESS_TOKEN_C)}"}` });
    await heldAndRejected({ body: `{"data":"${base64(secrets.EGRESS_TOKEN_C)}"}` });
  });

  it('S20: a content-encoding is transport: approved raw, it passes compressed', async () => {
    const token = githubToken();
    await approved({ body: `x ${token}` });
    const reply = await request(gateway, API, {
      headers: ['Content-Encoding: gzip'],
      body: gzipSync(`x ${token}`),
    });
    expect(reply.status).toBe(200);
    expect(gateway.queue.untaken()).toEqual([]);
  });

  it('S20 Q24 C7: an approved value is no carrier for what is glued to it', async () => {
    const token = githubToken();
    await approved({ body: token });
    world.upstream.forget();
    const pending = request(gateway, API, { body: `${token}${secrets.EGRESS_TOKEN_D}` });
    const [first] = await gateway.queue.take(1);
    gateway.queue.reject(first?.id ?? '');
    expectRefused(await pending, 'token_detected', 'rejected');
    await expectOnlyACleanOne(world);
  });
});
