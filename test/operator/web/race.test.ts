import { expect, it } from 'vitest';
import { proposalIdFrom } from '../../../src/core/approval/proposal.ts';
import { Supervisor } from '../../../src/supervisor/supervisor.ts';
import { Place } from '../../queue/file/temporary.ts';
import { NOW, proposal } from '../../supervisor/proposals.ts';
import { siteFactory } from './support.ts';

const newSite = siteFactory();
const ROUNDS = 1000;
const AT_ONCE = 50;

it('Q9 W8: the terminal and the browser decide the same proposal at the same moment, 1,000 times: one wins, the other is told', async () => {
  const place = new Place();
  try {
    const site = await newSite({ queue: place.queue() });
    await site.signIn();
    // Another process of the same operator, as far as the queue can tell.
    const terminal = new Supervisor({ queue: place.queue(), now: () => NOW });
    const winners = { terminal: 0, browser: 0 };
    const race = async (round: number): Promise<void> => {
      const random = Buffer.alloc(20);
      random.writeUInt32BE(round + 1);
      const asked = { ...proposal(1), id: proposalIdFrom(random) };
      await site.queue.publish(asked);
      const digest = (await site.queue.get(asked.id))?.digest ?? '';
      const byTerminal = () =>
        terminal.decide({ id: asked.id, digest, status: 'rejected', notes: `t${round}`, decidedBy: 'bob' });
      const byBrowser = () =>
        site.call('POST', `/api/proposals/${asked.id}/decision`, {
          status: 'approved',
          notes: `b${round}`,
          digest,
        });
      // Each begins first in every second round: the way through HTTP is the longer one.
      const pair =
        round % 2 === 0 ? ([byTerminal(), byBrowser()] as const) : swapped(byBrowser(), byTerminal());
      const [result, reply] = await Promise.all(pair);
      const closed = site.closed(asked.id);
      if (reply.status === 200) {
        winners.browser += 1;
        expect(result).toMatchObject({
          kind: 'already_decided',
          response: { status: 'approved', notes: `b${round}` },
        });
      } else {
        winners.terminal += 1;
        expect(result).toMatchObject({ kind: 'recorded' });
        expect(reply.status).toBe(409);
        expect(reply.json).toMatchObject({
          decision: { status: 'rejected', notes: `t${round}`, decided_by: 'bob' },
        });
      }
      await closed;
    };
    for (let first = 0; first < ROUNDS; first += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => race(first + more)));
    }
    expect(winners.terminal + winners.browser).toBe(ROUNDS);
  } finally {
    await place.end();
  }
}, 120_000);

function swapped<A, B>(second: B, first: A): readonly [A, B] {
  return [first, second];
}
