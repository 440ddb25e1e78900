import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import type { NotifyEvent } from '../../../src/core/policy/config.ts';
import { createMemoryQueue } from '../../../src/queue/memory/memory-queue.ts';
import type { Notice } from '../../../src/supervisor/notify/notice.ts';
import { Notifier } from '../../../src/supervisor/notify/notifier.ts';
import { Supervisor } from '../../../src/supervisor/supervisor.ts';
import { idOf, NOW, proposal, startQueue } from '../proposals.ts';

let queue: GatewayQueue & SupervisorQueue;
let server: Server;
let notifier: Notifier;
let told: Notice[];
let wake: () => void = () => undefined;
let ended: Promise<void>;

beforeEach(async () => {
  queue = createMemoryQueue();
  await startQueue(queue);
  told = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      told.push(JSON.parse(body));
      response.writeHead(204).end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  notifier.close();
  await ended;
  server.closeAllConnections();
  server.close();
});

async function start(events: readonly NotifyEvent[]): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  let count = 0;
  notifier = new Notifier({
    supervisor: new Supervisor({ queue, now: () => NOW }),
    bottle: 'demo',
    recipients: [{ kind: 'webhook', events, url, format: 'json', secret: null, timeoutMs: 10_000 }],
    newId: () => `d${++count}`,
    now: () => NOW,
    clock: { after: () => () => undefined },
    log: () => undefined,
  });
  await notifier.begin();
  ended = notifier.run();
}

async function notices(count: number): Promise<readonly string[]> {
  while (told.length < count) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return told.map(({ event, proposal: { id } }) => `${event} ${id}`);
}

describe('who is notified', () => {
  it('of new questions of this bottle, of all tools, and of how they ended', async () => {
    await queue.publish(proposal(9));
    await start(['proposed', 'closed']);
    await queue.publish(proposal(2, { bottle: 'other' }));
    await queue.publish(proposal(3, { tool: 'gitleaks-allow' }));
    expect(await notices(1)).toEqual([`proposed ${idOf(3)}`]);
    await queue.publish(proposal(1));
    await notices(2);
    await queue.respond({ proposal_id: idOf(1), status: 'approved', notes: 'ok' });
    expect((await notices(3)).at(-1)).toBe(`closed ${idOf(1)}`);
    expect(told.at(-1)).toMatchObject({ reason: 'decided', status: 'approved' });
    await queue.respond({ proposal_id: idOf(9), status: 'rejected', notes: '' });
    expect((await notices(4)).at(-1)).toBe(`closed ${idOf(9)}`);
  });

  it('of the chosen events only', async () => {
    await queue.publish(proposal(1));
    await start(['closed']);
    await queue.publish(proposal(2));
    await queue.respond({ proposal_id: idOf(1), status: 'rejected', notes: '' });
    // Openings are told before closings: it would be there already.
    expect(await notices(1)).toEqual([`closed ${idOf(1)}`]);
  });
});
