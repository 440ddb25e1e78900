import { afterEach, expect, it } from 'vitest';
import { FakeClock } from './fixtures/fake-clock.ts';
import { knownSecret } from './fixtures/secrets.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const A = knownSecret('EGRESS_TOKEN_A');
const NAME = 'api.rebinding.example';

let world: World;
afterEach(() => world.stop());

/** A world whose resolver says what `answers` holds at that moment, and remembers what it was asked. */
async function startWith(answers: { now: readonly string[] }, asked: string[]): Promise<World> {
  world = await startWorld({
    secrets: [A],
    config: { routes: [{ host: NAME }, { host: `*.${NAME}` }, { host: HOST }] },
    gateway: {
      resolve: async (host) => {
        asked.push(host);
        return answers.now;
      },
    },
  });
  return world;
}

function post(host: string, header: string): string {
  return `POST / HTTP/1.1\r\nHost: ${host}\r\n${header}\r\nContent-Length: 0\r\n\r\n`;
}

it('C11 D6: an answer that turns private during a hold is refused at the release', async () => {
  const asked: string[] = [];
  const answers = { now: ['93.184.215.14'] };
  await startWith(answers, asked);
  const client = await world.tunnel({ authority: `${NAME}:443`, servername: NAME });
  client.write(post(NAME, `x-key: ${A.text}`));
  const [open] = await world.proposals(1);
  expect(asked).toEqual([]);
  answers.now = ['127.0.0.1'];
  await world.answer(open?.proposal.id ?? '', 'approved');
  expect((await client.reply()).headers['x-decant-block']).toBe('private_address');
  expect(asked).toEqual([NAME]);
  expect(world.tls.connections()).toBe(0);
});

it('D19 X11: a secret in a host label, or in Authorization to an allowed host, is held before any DNS query', async () => {
  const asked: string[] = [];
  const label = 'kq7w2m9zr4t8x1v5';
  const secret = { name: 'EGRESS_TOKEN_LABEL', value: Buffer.from(label), approvable: true };
  world = await startWorld({
    secrets: [A, secret],
    config: { routes: [{ host: `*.${NAME}` }, { host: HOST }] },
    gateway: {
      resolve: async (host) => {
        asked.push(host);
        return [];
      },
    },
  });
  const host = `${label}.${NAME}`;
  const exfiltrating = await world.tunnel({ authority: `${host}:443`, servername: host });
  exfiltrating.write(post(host, 'x-a: b'));
  const authorized = await world.tunnel();
  authorized.write(post(HOST, `authorization: Bearer ${A.text}`));
  const open = await world.proposals(2);
  expect(asked).toEqual([]);
  expect(world.tls.connections()).toBe(0);
  expect(JSON.stringify(open)).not.toContain(label);
  expect(open.map(({ proposal }) => proposal.details['surface']).sort()).toEqual(['header', 'host']);
});

it('Q19: a wall clock that jumps by a day ends no hold, and the monotonic one does', async () => {
  const clock = new FakeClock();
  let jump = 0;
  const jumping = {
    monotonic: () => clock.monotonic(),
    wall: () => clock.wall() + jump,
    after: (milliseconds: number, callback: () => void) => clock.after(milliseconds, callback),
  };
  world = await startWorld({ secrets: [A], gateway: { clock: jumping } });
  const client = await world.tunnel();
  client.write(post(HOST, `x-key: ${A.text}`));
  await world.proposals(1);
  jump = 86_400_000;
  clock.advance(299_000);
  const other = await world.tunnel();
  other.write(post(HOST, 'x-clean: yes'));
  expect((await other.reply()).status).toBe(200);
  expect(await world.queue.list()).toHaveLength(1);
  clock.advance(1_000);
  expect(JSON.parse((await client.reply()).body)).toMatchObject({ outcome: 'hold_timeout' });
});
