import { describe, expect, it } from 'vitest';
import { type RequestParts, request, send } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { anthropicKey, canary, githubToken, slackToken } from '../helpers/tokens.ts';
import { API, expectOnlyACleanOne, expectRefused, startWorld } from '../helpers/world.ts';

const stage = useStage();
const SECRET = canary();

function multipart(name: string, filename: string, content: string): RequestParts {
  const body = `--frontier\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n--frontier--\r\n`;
  return { headers: ['Content-Type: multipart/form-data; boundary=frontier'], body };
}

/** Where a value can stand in a request. */
const SURFACES: Readonly<Record<string, (value: string) => RequestParts>> = {
  path: (value) => ({ path: `/v1/${value}/x` }),
  query: (value) => ({ path: `/v1?key=${value}` }),
  header: (value) => ({ headers: [`Authorization: Bearer ${value}`] }),
  cookie: (value) => ({ headers: [`Cookie: a=b; session=${value}`] }),
  json: (value) => ({
    headers: ['Content-Type: application/json'],
    body: JSON.stringify({ a: [{ b: value }] }),
  }),
  form: (value) => ({ headers: ['Content-Type: application/x-www-form-urlencoded'], body: `a=b&c=${value}` }),
  'multipart part': (value) => multipart('part', 'a.txt', `before ${value} after`),
  'multipart filename': (value) => multipart('part', `${value}.txt`, 'x'),
  text: (value) => ({ headers: ['Content-Type: text/plain'], body: `before ${value} after` }),
};

describe('what raises a question', async () => {
  const world = await startWorld(stage, {
    hosts: {
      [API]: {},
      'quiet.example.com': { dlp: { outbound_detectors: [] } },
      'patterns.example.com': { dlp: { outbound_detectors: ['token_patterns'] } },
      'secrets.example.com': { dlp: { outbound_detectors: ['known_secrets'] } },
    },
    env: { EGRESS_TOKEN_MAIN: SECRET },
  });
  const { gateway, upstream } = world;

  async function rejectedOn(parts: RequestParts, host = API): Promise<Readonly<Record<string, unknown>>> {
    const pending = request(gateway, host, parts);
    const proposal = await gateway.queue.next();
    gateway.queue.reject(proposal.id);
    expectRefused(await pending, 'token_detected', 'rejected');
    return proposal.details;
  }

  for (const [surface, build] of Object.entries(SURFACES)) {
    it(`S2: a vendor's token is seen in the ${surface}`, async () => {
      const details = await rejectedOn(build(githubToken()));
      expect(details).toMatchObject({
        detector: 'token_patterns',
        vendor: 'GitHub',
        checksum: 'valid',
        secret_name: null,
      });
    });
  }

  for (const [name, make] of Object.entries({ Anthropic: anthropicKey, Slack: slackToken })) {
    it(`S2: a token of ${name} is seen, with its vendor`, async () => {
      const details = await rejectedOn({ headers: [`X-Api-Key: ${make()}`] });
      expect(details).toMatchObject({ detector: 'token_patterns', vendor: name, surface: 'header' });
      expect(String(details.location).toLowerCase()).toBe('x-api-key');
    });
  }

  const forms: Readonly<Record<string, (value: string) => string>> = {
    raw: (value) => value,
    base64: (value) => Buffer.from(value).toString('base64'),
    'base64, one byte off': (value) => Buffer.from(`x${value}y`).toString('base64'),
    'base64, two bytes off': (value) => Buffer.from(`xy${value}z`).toString('base64'),
    base64url: (value) => Buffer.from(`~~${value}??`).toString('base64url'),
    hex: (value) => Buffer.from(value).toString('hex'),
    HEX: (value) => Buffer.from(value).toString('hex').toUpperCase(),
    percent: (value) => [...Buffer.from(value)].map((byte) => `%${byte.toString(16)}`).join(''),
    'JSON escapes': (value) =>
      [...value].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  };
  for (const [form, encode] of Object.entries(forms)) {
    it(`S3: a provisioned secret is seen as ${form}`, async () => {
      const value = canary();
      const own = await startWorld(stage, { env: { EGRESS_TOKEN_FORM: value } });
      own.upstream.forget();
      const body = `{"data":"${encode(value)}"}`;
      const pending = request(own.gateway, API, { headers: ['Content-Type: application/json'], body });
      const proposal = await own.gateway.queue.next();
      expect(proposal.details).toMatchObject({ detector: 'known_secrets', secret_name: 'EGRESS_TOKEN_FORM' });
      own.gateway.queue.reject(proposal.id);
      expectRefused(await pending, 'token_detected', 'rejected');
      await expectOnlyACleanOne(own);
      await own.gateway.stop();
    });
  }

  it('S6: an approved value does not cover a second one in the same request', async () => {
    const [first, second] = [githubToken(), githubToken()];
    const opening = request(gateway, API, { body: `a ${first}` });
    gateway.queue.approve((await gateway.queue.next()).id);
    expect((await opening).status).toBe(200);
    upstream.forget();
    const both = request(gateway, API, { body: `a ${first} b ${second} c` });
    const proposal = await gateway.queue.next();
    expect(JSON.stringify(proposal.json)).not.toContain(first);
    expect(JSON.stringify(proposal.json)).not.toContain(second);
    gateway.queue.reject(proposal.id);
    expectRefused(await both, 'token_detected', 'rejected');
    await expectOnlyACleanOne(world);
  });

  it('S6 C7: an approved value does not excuse a longer one that contains it', async () => {
    const token = githubToken();
    const opening = request(gateway, API, { body: token });
    gateway.queue.approve((await gateway.queue.next()).id);
    expect((await opening).status).toBe(200);
    await rejectedOn({ body: `${token} ${SECRET}` });
  });

  it('S18: a route without detectors lets everything pass, with one detector only what it does not see', async () => {
    const token = githubToken();
    expect((await request(gateway, 'quiet.example.com', { body: `${token} ${SECRET}` })).status).toBe(200);
    expect((await request(gateway, 'patterns.example.com', { body: SECRET })).status).toBe(200);
    expect((await request(gateway, 'secrets.example.com', { body: token })).status).toBe(200);
    expect(gateway.queue.untaken()).toEqual([]);
    expect(await rejectedOn({ body: `p ${githubToken()}` }, 'patterns.example.com')).toMatchObject({
      detector: 'token_patterns',
    });
    expect(await rejectedOn({ body: `s ${SECRET}` }, 'secrets.example.com')).toMatchObject({
      detector: 'known_secrets',
    });
  });

  it('S18: other traffic raises no question', async () => {
    const clean = JSON.stringify({
      id: 'c56a4180-65aa-42ec-a945-5fd21dec0538',
      commit: '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
      integrity:
        'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
    });
    expect(
      (await request(gateway, API, { headers: ['Content-Type: application/json'], body: clean })).status,
    ).toBe(200);
    expect(gateway.queue.untaken()).toEqual([]);
  });

  it('S5: a value stands neither in the proposal nor in the log', async () => {
    const token = githubToken();
    const sent = await send(gateway, API, { path: '/v1/ingest', body: `before ${token} after` });
    const proposal = await gateway.queue.next();
    expect(proposal.raw.toString('utf8')).not.toContain(token.slice(4, 10));
    expect(proposal.json.proposed_file).toContain('before ******** after');
    gateway.queue.reject(proposal.id);
    expectRefused(await sent.reply, 'token_detected', 'rejected');
    await gateway.queue.closed(proposal.id);
    expect(gateway.process.stderr).not.toContain(token.slice(4, 10));
    expect(gateway.process.stdout).not.toContain(token.slice(4, 10));
  });
});
