import { afterEach, describe, expect, it } from 'vitest';
import { BodyMemory } from '../../../src/gateway/exchange/body-memory.ts';
import { knownSecret } from '../fixtures/secrets.ts';
import { HOST, startWorld, type World } from '../fixtures/world.ts';

describe('BodyMemory', () => {
  it('I8: counts the shares of all requests against one limit', () => {
    const memory = new BodyMemory(100);
    const one = memory.share();
    const other = memory.share();
    expect([one.fits(60), other.fits(41), memory.bytes]).toEqual([true, false, 60]);
    expect([other.fits(40), one.fits(61), one.fits(30), memory.bytes]).toEqual([true, false, true, 70]);
    one.set(0);
    expect([other.fits(100), memory.bytes]).toEqual([true, 100]);
  });

  it('I5 I8: what is in memory anyway counts past the limit', () => {
    const memory = new BodyMemory(100);
    memory.share().set(150);
    expect([memory.bytes, memory.share().fits(1)]).toEqual([150, false]);
  });
});

describe('bodies of a gateway', () => {
  const A = knownSecret('EGRESS_TOKEN_A');
  let world: World;
  afterEach(() => world.stop());

  const head = (length: number): string =>
    `POST /v1/ingest HTTP/1.1\r\nHost: ${HOST}\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;

  it('I8 I3: bodies that never end leave no room for others, and give it back when they go', async () => {
    world = await startWorld({ gateway: { bodyBytes: 50_000 } });
    const slow = await world.tunnel();
    slow.write(head(40_000));
    expect((await slow.reply()).status).toBe(100);
    slow.write('x'.repeat(39_999));
    const client = await world.tunnel();
    // Refused as soon as the slow one's bytes have been read: asked again until then.
    await world.until(async () => {
      const other = await world.tunnel();
      other.write(
        `POST /v1/ingest HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 20000\r\n\r\n${'y'.repeat(20_000)}`,
      );
      const { status, body } = await other.reply();
      return status === 403 && JSON.parse(body).code === 'not_fully_inspected';
    });
    client.write(`GET /clean HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect((await client.reply()).status).toBe(200);
    slow.destroy();
    await world.until(() =>
      world.log.some((entry) => entry.event === 'exchange' && entry.result === 'client_gone'),
    );
    client.write(
      `POST /v1/ingest HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 20000\r\n\r\n${'z'.repeat(20_000)}`,
    );
    expect((await client.reply()).status).toBe(200);
  });

  it('S8 I8: a held request takes no room from others', async () => {
    world = await startWorld({ secrets: [A], gateway: { bodyBytes: 50_000 } });
    const held = await world.tunnel();
    const body = `${A.text} ${'x'.repeat(40_000)}`;
    held.write(`POST /v1/ingest HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    const [open] = await world.proposals(1);
    const client = await world.tunnel();
    client.write(
      `POST /v1/ingest HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 40000\r\n\r\n${'y'.repeat(40_000)}`,
    );
    expect((await client.reply()).status).toBe(200);
    await world.answer(open?.proposal.id ?? '', 'approved');
    expect((await held.reply()).status).toBe(200);
  });
});
