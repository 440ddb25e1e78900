import { afterEach, describe, expect, it } from 'vitest';
import { QueueError } from '../../src/core/approval/queue-port.ts';
import { FakeClock } from './fixtures/fake-clock.ts';
import { FaultyQueue } from './fixtures/faulty-queue.ts';
import type { RawClient } from './fixtures/raw-http.ts';
import { knownSecret } from './fixtures/secrets.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const A = knownSecret('EGRESS_TOKEN_A');
const B = knownSecret('EGRESS_TOKEN_B');

let world: World;
let queue: FaultyQueue;
let clock: FakeClock;
afterEach(() => world.stop());

async function start(config: Readonly<Record<string, unknown>> = {}): Promise<RawClient> {
  queue = new FaultyQueue();
  clock = new FakeClock();
  world = await startWorld({ secrets: [A, B], config, gateway: { queue, clock } });
  return world.tunnel();
}

function post(body: string): string {
  return `POST /v1/x HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

async function outcome(client: RawClient): Promise<unknown> {
  const reply = await client.reply();
  expect(reply.status).toBe(403);
  expect(world.tls.connections()).toBe(0);
  return JSON.parse(reply.body).outcome;
}

describe('whatever fails, fails closed', () => {
  it.each(['write_failed', 'not_usable', 'foreign'] as const)(
    'Q14 S10: a proposal that cannot be written (%s)',
    async (fault) => {
      const client = await start();
      queue.failPublish.push(fault);
      client.write(post(A.text));
      expect(await outcome(client)).toBe('queue_error');
      expect(JSON.stringify(world.log)).not.toContain('secret-path');
      client.write(post(A.text));
      await queue.until(() => queue.published.length === 1);
    },
  );

  it('Q3: a taken id is replaced, and answers and refusals go by the new one', async () => {
    const client = await start();
    queue.failPublish.push('exists');
    client.write(post(A.text));
    await queue.until(() => queue.published.length === 1);
    const id = queue.published[0]?.id;
    if (id === undefined) throw new Error('nothing published');
    queue.listener?.answered(id, { proposal_id: id, status: 'rejected', notes: '' });
    const reply = await client.reply();
    expect(JSON.parse(reply.body)).toMatchObject({ outcome: 'rejected', proposal: id });
    await queue.until(() => queue.closed.length === 1);
    expect(queue.closed[0]).toMatchObject({ id, outcome: { proposal_id: id, reason: 'decided' } });
  });

  it('Q3: ids that are always taken end as a fault of the queue', async () => {
    const client = await start();
    queue.failPublish.push('exists', 'exists', 'exists');
    client.write(post(A.text));
    expect(await outcome(client)).toBe('queue_error');
  });

  it('Q14: a queue that goes away refuses everything that is held', async () => {
    const client = await start();
    client.write(post(`${A.text} ${B.text}`));
    await queue.until(() => queue.published.length === 2);
    queue.listener?.failed(new QueueError('gone', 'ENOENT'));
    expect(await outcome(client)).toBe('queue_error');
  });

  it('Q15: states and archives that cannot be written change no verdict', async () => {
    const client = await start();
    queue.failState = true;
    queue.failClose = true;
    client.write(post(A.text));
    await queue.until(() => queue.published.length === 1);
    const id = queue.published[0]?.id;
    if (id === undefined) throw new Error('nothing published');
    queue.listener?.answered(id, { proposal_id: id, status: 'approved', notes: 'ok' });
    expect((await client.reply()).status).toBe(200);
    await world.until(() =>
      world.log.some((entry) => entry.event === 'queue_fault' && entry.operation === 'close'),
    );
  });

  it('S10 Q7: a malformed answer', async () => {
    const client = await start();
    client.write(post(A.text));
    await queue.until(() => queue.published.length === 1);
    const id = queue.published[0]?.id;
    if (id === undefined) throw new Error('nothing published');
    queue.listener?.malformed(id, 'unknown status');
    expect(await outcome(client)).toBe('malformed_response');
  });

  it('Q8 U5: an answer about other bytes than those that were written', async () => {
    const client = await start();
    client.write(post(A.text));
    await queue.until(() => queue.published.length === 1);
    const id = queue.published[0]?.id;
    if (id === undefined) throw new Error('nothing published');
    queue.listener?.answered(id, {
      proposal_id: id,
      status: 'approved',
      notes: 'ok',
      digest: 'a'.repeat(64),
    });
    expect(await outcome(client)).toBe('malformed_response');
  });

  it('S8 S10 Q11: nobody answers in time; the question stays open and a late answer frees the retry', async () => {
    const client = await start({ hold: { timeout_seconds: 30, proposal_seconds: 60 } });
    client.write(post(A.text));
    await queue.until(() => queue.published.length === 1);
    clock.advance(30_000);
    expect(await outcome(client)).toBe('hold_timeout');
    const id = queue.published[0]?.id;
    if (id === undefined) throw new Error('nothing published');
    clock.advance(20_000);
    queue.listener?.answered(id, { proposal_id: id, status: 'approved', notes: 'late' });
    client.write(post(A.text));
    expect((await client.reply()).status).toBe(200);
  });

  it('Q11: after the question has expired an answer frees nothing', async () => {
    const client = await start({ hold: { timeout_seconds: 30, proposal_seconds: 60 } });
    client.write(post(A.text));
    await queue.until(() => queue.published.length === 1);
    clock.advance(30_000);
    expect(await outcome(client)).toBe('hold_timeout');
    clock.advance(30_000);
    await queue.until(() => queue.closed.length === 1);
    const id = queue.published[0]?.id;
    if (id === undefined) throw new Error('nothing published');
    queue.listener?.answered(id, { proposal_id: id, status: 'approved', notes: 'too late' });
    client.write(post(A.text));
    await queue.until(() => queue.published.length === 2);
    expect(world.tls.connections()).toBe(0);
  });

  it('I8 Q16: what does not fit into the limits is refused at once', async () => {
    const client = await start({ hold: { max_pending: 1 } });
    client.write(post(`${A.text} ${B.text}`));
    expect(await outcome(client)).toBe('queue_full');
    expect(queue.published).toEqual([]);
  });

  it('I3: a scan that breaks is no scan', async () => {
    const client = await start();
    const config = world.configFor({});
    world.gateway.reload(config, [A]);
    client.write(
      `POST /x HTTP/1.1\r\nHost: ${HOST}\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc`,
    );
    const reply = await client.reply();
    expect(reply).toMatchObject({ status: 403, headers: { 'x-decant-block': 'undecodable_body' } });
    expect(world.tls.connections()).toBe(0);
  });
});
