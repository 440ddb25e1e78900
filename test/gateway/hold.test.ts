import { afterEach, describe, expect, it } from 'vitest';
import { knownSecret } from './fixtures/secrets.ts';
import { HOST, startWorld, type World, type WorldOptions } from './fixtures/world.ts';

const A = knownSecret('EGRESS_TOKEN_A');
const B = knownSecret('EGRESS_TOKEN_B');
const C = knownSecret('EGRESS_TOKEN_C');
const RESERVED = knownSecret('EGRESS_TOKEN_RESERVED', false);

let world: World;
afterEach(() => world.stop());

async function start(options: WorldOptions = {}): Promise<World> {
  world = await startWorld({ secrets: [A, B, C, RESERVED], ...options });
  return world;
}

function post(body: string, more = ''): string {
  return `POST /v1/ingest HTTP/1.1\r\nHost: ${HOST}\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

describe('hold', () => {
  it('S7 S8 S9: a request with a token is held, approved, sent, and not asked for again', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(`token=${A.text}`));
    const [open] = await world.proposals(1);
    expect(world.tls.connections()).toBe(0);
    const proposal = open?.proposal;
    expect(proposal).toMatchObject({ tool: 'egress-token-allow', bottle_slug: 'demo' });
    expect(proposal?.proposed_file).toContain(`host: ${HOST}\nmethod: POST\npath: /v1/ingest\n`);
    expect(JSON.stringify(open)).not.toContain(A.text);

    await world.answer(proposal?.id ?? '', 'approved');
    expect(await client.reply()).toMatchObject({ status: 200, body: 'ok' });
    client.write(post(`again=${A.text}`));
    expect(await client.reply()).toMatchObject({ status: 200 });
    expect(world.tls.requests.map(({ body }) => body.toString())).toEqual([
      `token=${A.text}`,
      `again=${A.text}`,
    ]);
    expect((await world.queue.history({ limit: 10 })).map(({ outcome }) => outcome?.reason)).toEqual([
      'decided',
    ]);
  });

  it('S7: says how many other requests went to that host, those with nothing in them too', async () => {
    await start();
    const client = await world.tunnel();
    for (let i = 0; i < 2; i += 1) {
      client.write(post('nothing to see'));
      expect((await client.reply()).status).toBe(200);
    }
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    expect(open?.proposal.details.seen).toEqual({ value: 0, host: 2 });
  });

  it('S10: a rejection is a 403 that says so, and the upstream saw nothing', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    await world.answer(open?.proposal.id ?? '', 'rejected');
    const reply = await client.reply();
    expect(reply.status).toBe(403);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'x-decant-block': 'token_detected',
      'x-should-retry': 'false',
    });
    expect(JSON.parse(reply.body)).toMatchObject({
      error: 'egress_blocked',
      code: 'token_detected',
      outcome: 'rejected',
      detector: 'known_secrets',
      proposal: open?.proposal.id,
    });
    expect(world.tls.connections()).toBe(0);
    client.write('GET /v1/after HTTP/1.1\r\nHost: api.example.com\r\n\r\n');
    expect((await client.reply()).status).toBe(200);
  });

  it('S10: unwired, a token is refused at once', async () => {
    await start({ gateway: { queue: null } });
    const client = await world.tunnel();
    client.write(post(A.text));
    expect(JSON.parse((await client.reply()).body)).toMatchObject({
      outcome: 'no_supervisor',
      proposal: null,
    });
    expect(world.tls.connections()).toBe(0);
  });

  it('S21: a reject-only secret is refused without a question', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(RESERVED.text));
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'not_approvable' });
    expect(await world.queue.list()).toEqual([]);
  });

  it('Q10 S6: three values are three questions at once; two approvals release nothing, the third does', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(`${A.text} ${B.text} ${C.text}`));
    const [first, second, third] = await world.proposals(3);
    await world.answer(first?.proposal.id ?? '', 'approved');
    await world.answer(second?.proposal.id ?? '', 'modified');
    await world.until(async () => (await world.queue.history({ limit: 9 })).length === 2);
    expect(world.tls.connections()).toBe(0);
    await world.answer(third?.proposal.id ?? '', 'approved');
    expect((await client.reply()).status).toBe(200);
    expect(world.tls.requests).toHaveLength(1);
  });

  it('Q10: one rejection of three refuses the request', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(`${A.text} ${B.text} ${C.text}`));
    const [first, second, third] = await world.proposals(3);
    await world.answer(first?.proposal.id ?? '', 'approved');
    await world.answer(second?.proposal.id ?? '', 'approved');
    await world.answer(third?.proposal.id ?? '', 'rejected');
    expect((await client.reply()).status).toBe(403);
    expect(world.tls.connections()).toBe(0);
  });

  it('S8: other traffic flows while requests are held, and one answer releases all that wait for it', async () => {
    await start();
    const clients = await Promise.all(Array.from({ length: 20 }, () => world.tunnel()));
    for (const client of clients) client.write(post(A.text));
    const [open] = await world.proposals(1);
    await world.until(async () => (await world.queue.list())[0]?.state?.waiters.length === 20);
    const other = await world.tunnel();
    other.write('GET /clean HTTP/1.1\r\nHost: api.example.com\r\n\r\n');
    expect((await other.reply()).status).toBe(200);
    expect(world.tls.requests).toHaveLength(1);
    await world.answer(open?.proposal.id ?? '', 'approved');
    const replies = await Promise.all(clients.map((client) => client.reply()));
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(world.tls.requests).toHaveLength(21);
  });

  it.each([
    ['FIN', (client: { socket: { end(): void } }) => client.socket.end()],
    ['RST', (client: { socket: { destroy(): void } }) => client.socket.destroy()],
  ])('Q12: a client that leaves by %s is not sent for, and its retry passes', async (_, leave) => {
    await start();
    const client = await world.tunnel();
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    await world.until(async () => (await world.queue.list())[0]?.state?.waiters.length === 1);
    leave(client);
    await world.until(async () => (await world.queue.list())[0]?.state?.waiters.length === 0);
    await world.answer(open?.proposal.id ?? '', 'approved');
    await world.until(async () => (await world.queue.history({ limit: 1 })).length === 1);
    expect(world.tls.connections()).toBe(0);
    const retry = await world.tunnel();
    retry.write(post(A.text));
    expect((await retry.reply()).status).toBe(200);
    expect(world.tls.requests).toHaveLength(1);
  });

  it('F8: a pipelined request waits for the held one before it, and the answers keep their order', async () => {
    await start();
    const client = await world.tunnel();
    client.write(`${post(A.text)}GET /second HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    const [open] = await world.proposals(1);
    expect(world.tls.connections()).toBe(0);
    await world.answer(open?.proposal.id ?? '', 'rejected');
    expect((await client.reply()).status).toBe(403);
    expect((await client.reply()).status).toBe(200);
    expect(world.tls.requests.map(({ url }) => url)).toEqual(['/second']);
  });

  it('F8: garbage behind a held request is answered after it, and ends the connection', async () => {
    await start();
    const client = await world.tunnel();
    client.write(`${post(A.text)}\0\0garbage\r\n\r\n`);
    const [open] = await world.proposals(1);
    await world.answer(open?.proposal.id ?? '', 'approved');
    expect((await client.reply()).status).toBe(200);
    expect((await client.reply()).status).toBe(400);
    await client.closed();
    expect(world.tls.requests).toHaveLength(1);
  });

  it('I8: a client that goes on sending garbage behind a held request writes one line into the log', async () => {
    await start();
    const client = await world.tunnel();
    client.write(`${post(A.text)}\0\0garbage\r\n\r\n`);
    const [open] = await world.proposals(1);
    const faults = () => world.log.filter(({ event }) => event === 'client_fault').length;
    await world.until(() => faults() > 0);
    // Each piece comes by itself: a request of another connection is answered in between.
    for (let i = 0; i < 5; i++) {
      client.write('\0more\r\n\r\n');
      const other = await world.tunnel();
      other.write(`GET /clean HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
      expect((await other.reply()).status).toBe(200);
    }
    await world.answer(open?.proposal.id ?? '', 'approved');
    expect((await client.reply()).status).toBe(200);
    expect((await client.reply()).status).toBe(400);
    expect(faults()).toBe(1);
  });

  it('I5 D6: what the configuration took away during the hold is not sent', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    world.gateway.reload(world.configFor({ routes: [{ host: 'other.example.com' }] }), [A]);
    await world.answer(open?.proposal.id ?? '', 'approved');
    expect(JSON.parse((await client.reply()).body)).toMatchObject({
      code: 'route_not_allowed',
      outcome: null,
    });
    expect(world.tls.connections()).toBe(0);
  });

  it('Q8: an answer about other bytes than ours is no answer', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    await expect(
      world.answer(open?.proposal.id ?? '', 'approved', { digest: 'f'.repeat(64) }),
    ).rejects.toThrow();
    expect(world.tls.connections()).toBe(0);
    await world.answer(open?.proposal.id ?? '', 'approved', { digest: open?.digest ?? '' });
    expect((await client.reply()).status).toBe(200);
  });

  it('S10: on shutdown the held client gets its 403 and the question is archived as orphaned', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(A.text));
    await world.proposals(1);
    const stopped = world.gateway.stop();
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'shutdown' });
    await stopped;
    expect(world.tls.connections()).toBe(0);
    expect((await world.queue.history({ limit: 1 }))[0]?.outcome?.reason).toBe('orphaned');
  });

  it('S5 I4: no log line holds the value or the path', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(A.text, `X-${B.text}: ${C.text}\r\nUser-Agent: curl/8.0 ${A.text}\r\n`));
    const open = await world.proposals(3);
    for (const { proposal } of open) await world.answer(proposal.id, 'approved');
    expect((await client.reply()).status).toBe(200);
    await world.until(() => world.log.some((entry) => entry.event === 'exchange'));
    const text = JSON.stringify([world.log, open, await world.queue.history({ limit: 9 })]);
    for (const { text: value } of [A, B, C]) expect(text).not.toContain(value);
    expect(JSON.stringify(world.log)).not.toContain('/v1/ingest');
  });
});
