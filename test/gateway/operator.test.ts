import { afterEach, describe, expect, it } from 'vitest';
import { ControlClient } from '../../src/supervisor/control-client.ts';
import { FaultyQueue } from './fixtures/faulty-queue.ts';
import { knownSecret } from './fixtures/secrets.ts';
import { HOST, startWorld, type World, type WorldOptions } from './fixtures/world.ts';

const A = knownSecret('EGRESS_TOKEN_A');
const B = knownSecret('EGRESS_TOKEN_B');

let world: World;
afterEach(() => world.stop());

async function start(options: WorldOptions = {}): Promise<World> {
  world = await startWorld({ secrets: [A, B], ...options });
  return world;
}

function post(body: string): string {
  return `POST /v1/ingest HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const ATTENDED = { config: { hold: { require_operator: true } } };

describe('hold.require_operator', () => {
  it('S10: with no view active the refusal comes at once, and asks nobody', async () => {
    await start(ATTENDED);
    const client = await world.tunnel();
    client.write(post(A.text));
    expect(JSON.parse((await client.reply()).body)).toMatchObject({
      code: 'token_detected',
      outcome: 'no_operator',
      proposal: null,
    });
    expect(await world.queue.list()).toEqual([]);
    expect(world.tls.connections()).toBe(0);
  });

  it('S8: with a view it asks; what was approved passes also when nobody looks any more', async () => {
    await start(ATTENDED);
    const leave = await world.queue.present('tui', 'ada');
    const client = await world.tunnel();
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    await leave();
    await world.answer(open?.proposal.id ?? '', 'approved');
    expect((await client.reply()).status).toBe(200);
    client.write(post(A.text));
    expect((await client.reply()).status).toBe(200);
    client.write(post(B.text));
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'no_operator' });
  });

  it('S10: clean traffic needs nobody, and a reload turns it on', async () => {
    await start();
    world.gateway.reload(world.configFor(ATTENDED.config), [A, B]);
    const client = await world.tunnel();
    client.write(`GET /clean HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await client.reply()).status).toBe(200);
    client.write(post(A.text));
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'no_operator' });
  });

  it('I3: who cannot be seen is not there', async () => {
    const queue = new FaultyQueue();
    queue.failPresence = true;
    await start({ ...ATTENDED, gateway: { queue } });
    const client = await world.tunnel();
    client.write(post(A.text));
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'no_operator' });
    expect(world.log).toContainEqual(
      expect.objectContaining({ event: 'queue_fault', operation: 'presence', code: 'read_failed' }),
    );
  });
});

describe('what the gateway writes to the decision log', () => {
  async function recorded(config: Readonly<Record<string, unknown>> = {}): Promise<FaultyQueue> {
    const queue = new FaultyQueue();
    await start({ config, gateway: { queue } });
    return queue;
  }

  async function published(queue: FaultyQueue) {
    await queue.until(() => queue.published.length > 0);
    const proposal = queue.published.at(-1);
    if (proposal === undefined) throw new Error('nothing published');
    return proposal;
  }

  it('I5: an answer that it acts on, with who, why and what it was about; then the uses', async () => {
    const queue = await recorded();
    const client = await world.tunnel();
    client.write(post(A.text));
    const { id, details } = await published(queue);
    queue.listener?.answered(id, {
      proposal_id: id,
      status: 'approved',
      notes: 'test credential',
      decided_by: 'ada',
      scope: { ttl_seconds: 600 },
    });
    expect((await client.reply()).status).toBe(200);
    client.write(post(A.text));
    expect((await client.reply()).status).toBe(200);
    await world.gateway.stop();
    expect(queue.recorded).toEqual([
      {
        event: 'applied',
        at: expect.stringMatching(/Z$/),
        proposal: id,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        bottle: 'demo',
        tool: 'egress-token-allow',
        fingerprint: details.fingerprint,
        destination: `https://${HOST}:443`,
        status: 'approved',
        by: 'ada',
        reason: 'test credential',
        scope: { ttl_seconds: 600 },
      },
      {
        event: 'used',
        at: expect.stringMatching(/Z$/),
        bottle: 'demo',
        fingerprint: details.fingerprint,
        destination: `https://${HOST}:443`,
        requests: 2,
      },
    ]);
  });

  it('I4: no value, also where a person pasted one as the reason', async () => {
    const queue = await recorded();
    const client = await world.tunnel();
    client.write(post(A.text));
    const { id } = await published(queue);
    const notes = `it is ${A.text}, see above`;
    queue.listener?.answered(id, { proposal_id: id, status: 'rejected', notes, decided_by: A.text });
    expect((await client.reply()).status).toBe(403);
    expect(queue.recorded).toMatchObject([{ reason: 'it is ********, see above', by: '********' }]);
  });

  it('a malformed answer', async () => {
    const queue = await recorded();
    const client = await world.tunnel();
    client.write(post(A.text));
    const { id } = await published(queue);
    queue.listener?.malformed(id, 'unknown status');
    expect((await client.reply()).status).toBe(403);
    expect(queue.recorded).toMatchObject([{ event: 'applied', proposal: id, status: 'malformed', by: null }]);
  });

  it('I3 Q14: an approval that cannot be recorded lets nothing pass', async () => {
    const queue = await recorded();
    queue.failRecord = true;
    const client = await world.tunnel();
    client.write(post(A.text));
    const { id } = await published(queue);
    queue.listener?.answered(id, { proposal_id: id, status: 'approved', notes: 'ok' });
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'queue_error', proposal: id });
    expect(world.tls.connections()).toBe(0);
    await queue.until(() => queue.closed.length === 1);
    expect(queue.closed[0]?.outcome.reason).toBe('withdrawn');
  });

  it('S10: a rejection holds, recorded or not', async () => {
    const queue = await recorded();
    queue.failRecord = true;
    const client = await world.tunnel();
    client.write(post(A.text));
    const { id } = await published(queue);
    queue.listener?.answered(id, { proposal_id: id, status: 'rejected', notes: 'no' });
    expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'rejected' });
  });
});

describe('Q24: a revocation', () => {
  const revoke = (fingerprint?: string): Promise<number> => {
    const control = new ControlClient(world.addresses.control, 'ädä');
    return fingerprint === undefined ? control.revokeAll() : control.revoke(fingerprint);
  };

  it('Q24: the next request with the value asks again, and the log says who took it back', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    await world.answer(open?.proposal.id ?? '', 'approved');
    expect((await client.reply()).status).toBe(200);
    const fingerprint = String(open?.proposal.details.fingerprint);
    expect(await revoke(fingerprint)).toBe(1);
    client.write(post(A.text));
    const [again] = await world.proposals(1);
    expect(again?.proposal.id).not.toBe(open?.proposal.id);
    await world.until(async () => (await world.queue.verifyLog()).entries >= 2);
    expect((await world.queue.verifyLog()).faults).toEqual([]);
  });

  it('Q24 I5: a request that is held for another value is judged anew: it asks for the revoked one too', async () => {
    await start();
    const first = await world.tunnel();
    first.write(post(A.text));
    const [forA] = await world.proposals(1);
    await world.answer(forA?.proposal.id ?? '', 'approved');
    expect((await first.reply()).status).toBe(200);

    const held = await world.tunnel();
    held.write(post(`${A.text} ${B.text}`));
    const [forB] = await world.proposals(1);
    await revoke();
    const both = await world.proposals(2);
    await world.answer(forB?.proposal.id ?? '', 'approved');
    await world.until(async () => (await world.queue.history({ limit: 9 })).length === 2);
    expect(world.tls.requests).toHaveLength(1);
    const forAAgain = both.find(({ proposal }) => proposal.id !== forB?.proposal.id);
    await world.answer(forAAgain?.proposal.id ?? '', 'approved');
    expect((await held.reply()).status).toBe(200);
    expect(world.tls.requests).toHaveLength(2);
  });

  it('Q24: a request in flight is not cut', async () => {
    await start();
    const client = await world.tunnel();
    let finish = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      world.tls.answer = (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.write('first ');
        finish = () => response.end('second');
        resolve();
      };
    });
    client.write(post(A.text));
    const [open] = await world.proposals(1);
    await world.answer(open?.proposal.id ?? '', 'approved');
    await arrived;
    expect(await revoke()).toBe(1);
    finish();
    expect(await client.reply()).toMatchObject({ status: 200, body: 'first second' });
  });
});

describe('Q17: a provisioned secret', () => {
  it('Q17: to a place that no approved value has gone to is marked; that others tried makes it no older', async () => {
    await start();
    const client = await world.tunnel();
    client.write(post(`sk-proj-${'aB3dE6gH9jK2mN5pQ8sT1vW4'.repeat(3)}`));
    await world.until(async () => (await world.queue.list()).length > 0 || world.tls.requests.length > 0);
    const other = await world.tunnel();
    other.write(post(A.text));
    await world.until(async () =>
      (await world.queue.list()).some(({ proposal }) => proposal.details.detector === 'known_secrets'),
    );
    const asked = (await world.queue.list()).find(({ proposal }) => proposal.details.secret_name !== null);
    expect(asked?.proposal.details.new_destination).toBe(true);
    await world.answer(asked?.proposal.id ?? '', 'approved');
    expect((await other.reply()).status).toBe(200);
    other.write(post(B.text));
    await world.until(async () =>
      (await world.queue.list()).some(({ proposal }) => proposal.details.secret_name === B.name),
    );
    const later = (await world.queue.list()).find(({ proposal }) => proposal.details.secret_name === B.name);
    expect(later?.proposal.details.new_destination).toBeUndefined();
  });
});
