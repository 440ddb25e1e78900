import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, it } from 'vitest';
import { idOf, proposal, state } from '../../supervisor/proposals.ts';
import { type Site, siteFactory } from './support.ts';

const newSite = siteFactory();

/** A browser's event stream, read event by event. */
class Stream {
  readonly answer: IncomingMessage;
  readonly ended: Promise<unknown>;
  #text = '';
  #wake: () => void = () => undefined;

  constructor(answer: IncomingMessage) {
    this.answer = answer;
    this.ended = new Promise((resolve) => answer.once('close', resolve));
    answer.on('error', () => undefined);
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake();
    });
  }

  async next(): Promise<{ readonly event: string; readonly data: unknown }> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return {
          event: /^event: (.*)$/m.exec(block)?.[1] ?? '',
          data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null'),
        };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next event of one name. */
  async nextOf(event: string): Promise<unknown> {
    for (;;) {
      const next = await this.next();
      if (next.event === event) return next.data;
    }
  }

  leave(): void {
    this.answer.destroy();
  }
}

async function listen(site: Site): Promise<Stream> {
  const call = request({
    host: '127.0.0.1',
    port: site.port,
    path: '/api/events',
    headers: { cookie: site.cookie },
    agent: false,
  });
  call.end();
  const [answer] = await once(call, 'response');
  return new Stream(answer);
}

it('S17 W9: the stream tells the list, and then what opens, changes and closes', async () => {
  const site = await newSite();
  await site.signIn();
  await site.queue.publish(proposal(1));
  const stream = await listen(site);
  expect(stream.answer.headers).toMatchObject({
    'content-type': expect.stringContaining('text/event-stream'),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(await stream.next()).toMatchObject({
    event: 'snapshot',
    data: { proposals: [{ proposal: { id: idOf(1) } }] },
  });
  await site.queue.publish(proposal(2));
  expect(await stream.nextOf('opened')).toMatchObject({ proposal: { id: idOf(2) }, state: null });
  await site.queue.showState(idOf(2), state(null));
  expect(await stream.nextOf('changed')).toMatchObject({ proposal: { id: idOf(2) }, state: { requests: 1 } });
  const digest = (await site.queue.get(idOf(2)))?.digest;
  await site.call('POST', `/api/proposals/${idOf(2)}/decision`, { status: 'rejected', notes: '', digest });
  expect(await stream.nextOf('closed')).toEqual({ id: idOf(2), reason: 'decided', status: 'rejected' });
  stream.leave();
});

it('a second view gets the whole list too, and a revocation tells both', async () => {
  const site = await newSite();
  await site.signIn();
  await site.queue.publish(proposal(1));
  const one = await listen(site);
  await one.nextOf('snapshot');
  const other = await listen(site);
  expect(await other.nextOf('snapshot')).toMatchObject({ proposals: [{ proposal: { id: idOf(1) } }] });
  await site.call('DELETE', '/api/safe');
  await one.nextOf('safe');
  await other.nextOf('safe');
  one.leave();
  other.leave();
});

it('somebody is present while a browser holds the stream, and not before or after', async () => {
  const site = await newSite();
  await site.signIn();
  expect(site.presence).toEqual([]);
  const one = await listen(site);
  await one.nextOf('snapshot');
  expect(site.presence).toEqual(['came']);
  const other = await listen(site);
  await other.nextOf('snapshot');
  expect(site.presence).toEqual(['came']);
  one.leave();
  other.leave();
  await site.left;
  expect(site.presence).toEqual(['came', 'left']);
  const third = await listen(site);
  await third.nextOf('snapshot');
  await site.server.close();
  await third.ended;
  expect(site.presence).toEqual(['came', 'left', 'came', 'left']);
});

it('I8: streams are bounded', async () => {
  const site = await newSite();
  await site.signIn();
  const streams = await Promise.all(Array.from({ length: 32 }, () => listen(site)));
  const refused = await listen(site);
  expect(refused.answer.statusCode).toBe(503);
  for (const stream of [...streams, refused]) stream.leave();
});
