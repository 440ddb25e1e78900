import { describe, expect, it } from 'vitest';
import type { SafeToken } from '../../../src/supervisor/control-client.ts';
import { idOf, proposal, state } from '../../supervisor/proposals.ts';
import { type Site, siteFactory } from './support.ts';

const newSite = siteFactory();

async function signedIn(...[options]: Parameters<typeof newSite>): Promise<Site> {
  const site = await newSite(options);
  await site.signIn();
  return site;
}

async function digestAt(site: Site, id: string): Promise<string> {
  return (await site.queue.get(id))?.digest ?? '';
}

const token = (fingerprint: string): SafeToken => ({
  fingerprint,
  destination: 'https://api.example.com:443',
  expires_in_seconds: null,
  uses_left: null,
  since: '2026-06-24T10:00:00.000Z',
  kind: 'OpenAI API key',
  secret_name: null,
});

describe('proposals', () => {
  it('S17: are listed, most urgent first, with digest and state', async () => {
    const site = await signedIn();
    for (const number of [1, 2]) await site.queue.publish(proposal(number));
    await site.queue.showState(idOf(2), state('2026-06-24T10:02:00.000Z'));
    const { status, json } = await site.call('GET', '/api/proposals');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      proposals: [
        {
          proposal: { id: idOf(2) },
          digest: await digestAt(site, idOf(2)),
          state: { requests: 1 },
          answered: false,
        },
        { proposal: { id: idOf(1) }, state: null },
      ],
    });
  });

  it('are told one by one, open and closed, by the whole id only', async () => {
    const site = await signedIn({
      currentFile: ({ tool }) => (tool === 'egress-block' ? 'routes: []\n' : null),
    });
    await site.queue.publish(proposal(1, { tool: 'egress-block' }));
    expect((await site.call('GET', `/api/proposals/${idOf(1)}`)).json).toMatchObject({
      open: true,
      item: { proposal: { id: idOf(1) } },
      current_file: 'routes: []\n',
    });
    expect((await site.call('GET', `/api/proposals/${idOf(1).slice(0, 10)}`)).status).toBe(404);
    for (const id of ['..%2f..%2fetc%2fpasswd', '%00', 'x'.repeat(300), '*']) {
      expect((await site.call('GET', `/api/proposals/${id}`)).status).toBe(404);
    }
    const digest = await digestAt(site, idOf(1));
    await site.call('POST', `/api/proposals/${idOf(1)}/decision`, { status: 'rejected', notes: '', digest });
    await site.closed(idOf(1));
    expect((await site.call('GET', `/api/proposals/${idOf(1)}`)).json).toMatchObject({
      open: false,
      item: { response: { status: 'rejected', decided_by: 'ada' }, outcome: { reason: 'decided' } },
    });
  });

  it('go back page by page', async () => {
    const site = await signedIn();
    for (const number of [1, 2, 3]) {
      await site.queue.publish(proposal(number));
      const digest = await digestAt(site, idOf(number));
      await site.call('POST', `/api/proposals/${idOf(number)}/decision`, {
        status: 'rejected',
        notes: '',
        digest,
      });
      await site.closed(idOf(number));
    }
    const first = await site.call('GET', '/api/history?limit=2');
    expect(first.json).toMatchObject({
      history: [{ proposal: { id: idOf(3) } }, { proposal: { id: idOf(2) } }],
      next: idOf(2),
    });
    const second = await site.call('GET', `/api/history?limit=2&before=${idOf(2)}`);
    expect(second.json).toMatchObject({ history: [{ proposal: { id: idOf(1) } }], next: null });
  });
});

describe('decisions', () => {
  async function asked(changes: Parameters<typeof proposal>[1] = {}) {
    const site = await signedIn();
    await site.queue.publish(proposal(1, changes));
    const digest = await digestAt(site, idOf(1));
    const decide = (body: Readonly<Record<string, unknown>>) =>
      site.call('POST', `/api/proposals/${idOf(1)}/decision`, { digest, notes: 'why', ...body });
    const isOpen = async () => (await site.queue.get(idOf(1)))?.answered === false;
    return { site, decide, isOpen, digest };
  }

  it('S14 W8: an approval is recorded with its reason, its limits and who gave it', async () => {
    const { site, decide } = await asked();
    const reply = await decide({
      status: 'approved',
      notes: 'test key',
      scope: { host_only: true, ttl_seconds: 600, uses: 2 },
    });
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({
      decision: {
        status: 'approved',
        notes: 'test key',
        decided_by: 'ada',
        scope: { host_only: true, ttl_seconds: 600, uses: 2 },
      },
    });
    await site.closed(idOf(1));
    const [archived] = await site.queue.history({ limit: 1 });
    expect(archived?.response).toMatchObject({ status: 'approved', notes: 'test key', decided_by: 'ada' });
  });

  it.each(['', ' ', '\n\t', '\u200b\u2060', '\u00a0'])(
    'S14: an approval with the reason %j is refused',
    async (notes) => {
      const { decide, isOpen } = await asked();
      const reply = await decide({ status: 'approved', notes });
      expect(reply.status).toBe(422);
      expect(reply.json).toMatchObject({ error: 'reason_required' });
      expect(await isOpen()).toBe(true);
    },
  );

  it('Q9 W8 U5: the digest of anything else is refused, and nothing is decided', async () => {
    const { site, decide, isOpen } = await asked();
    await site.queue.publish(proposal(2));
    for (const digest of ['0'.repeat(64), await digestAt(site, idOf(2))]) {
      const reply = await decide({ status: 'approved', digest });
      expect(reply.status).toBe(409);
      expect(reply.json).toMatchObject({ error: 'stale_digest' });
    }
    expect(await isOpen()).toBe(true);
    expect((await site.queue.get(idOf(2)))?.answered).toBe(false);
  });

  it('W8: the loser is told who won, before and after the proposal is archived', async () => {
    const { site, decide } = await asked();
    expect((await decide({ status: 'rejected', notes: 'no' })).status).toBe(200);
    const first = await decide({ status: 'approved' });
    await site.closed(idOf(1));
    const later = await decide({ status: 'approved' });
    for (const reply of [first, later]) {
      expect(reply.status).toBe(409);
      expect(reply.json).toMatchObject({
        error: 'already_decided',
        decision: { status: 'rejected', notes: 'no', decided_by: 'ada' },
      });
    }
  });

  it('W8: of many at the same moment one is recorded, and all others are told which', async () => {
    const { decide } = await asked();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        decide({ status: number % 2 ? 'approved' : 'rejected', notes: `${number}` }),
      ),
    );
    const won = replies.filter((reply) => reply.status === 200);
    expect(won).toHaveLength(1);
    for (const lost of replies.filter((reply) => reply.status !== 200)) {
      expect(lost.status).toBe(409);
      expect(lost.json.decision).toEqual(won[0]?.json.decision);
    }
  });

  it('S14: only a proposed configuration file can be modified', async () => {
    for (const tool of ['egress-token-allow', 'gitleaks-allow', 'capability-block'] as const) {
      const { decide, isOpen } = await asked({ tool });
      for (const body of [
        { status: 'modified', final_file: 'x' },
        { status: 'approved', final_file: 'x' },
        { status: 'modified' },
      ]) {
        expect((await decide(body)).status).toBe(422);
      }
      expect(await isOpen()).toBe(true);
    }
    const { decide } = await asked({ tool: 'allow' });
    expect((await decide({ status: 'modified' })).status).toBe(422);
    const reply = await decide({ status: 'modified', final_file: 'host: a.example\n' });
    expect(reply.json).toMatchObject({ decision: { status: 'modified', final_file: 'host: a.example\n' } });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"status":"approved"}',
    '{"status":"Approved","notes":"x","digest":"DIGEST"}',
    '{"status":"approved","notes":1,"digest":"DIGEST"}',
    '{"status":"rejected","status":"approved","notes":"x","digest":"DIGEST"}',
    '{"status":"approved","notes":"x","digest":"DIGEST","decided_by":"root"}',
    '{"status":"approved","notes":"x","digest":"DIGEST","proposal_id":"other"}',
    '{"status":"approved","notes":"x","digest":"DIGEST","scope":{"hosts":"*"}}',
    '{"status":"approved","notes":"x","digest":"DIGEST","scope":{"uses":0}}',
    '{"status":"approved","notes":"x","digest":"DIGEST","__proto__":{}}',
    '\ufeff{"status":"approved","notes":"x","digest":"DIGEST"}',
  ])('Q7: a decision that is not exactly one (%j) is refused', async (text) => {
    const { site, isOpen, digest } = await asked();
    const reply = await site.call(
      'POST',
      `/api/proposals/${idOf(1)}/decision`,
      text.replace('DIGEST', digest),
    );
    expect(reply.status).toBe(422);
    expect(await isOpen()).toBe(true);
  });

  it('one about nothing is told so', async () => {
    const { site, digest } = await asked();
    const reply = await site.call('POST', `/api/proposals/${idOf(9)}/decision`, {
      status: 'rejected',
      notes: '',
      digest,
    });
    expect(reply.status).toBe(404);
  });
});

describe('safe tokens', () => {
  it('are listed and revoked through the gateway', async () => {
    const site = await signedIn({
      safe: [token('00000000000000aa'), token('00000000000000bb'), token('00000000000000cc')],
    });
    expect((await site.call('GET', '/api/safe')).json.safe).toHaveLength(3);
    expect((await site.call('DELETE', '/api/safe/00000000000000aa')).json).toEqual({ revoked: 1 });
    expect((await site.call('DELETE', '/api/safe/00000000000000aa')).status).toBe(404);
    for (const odd of ['..', '%2e%2e', 'all', '00000000000000AA', '0'.repeat(17)]) {
      expect((await site.call('DELETE', `/api/safe/${odd}`)).status).not.toBe(200);
    }
    expect(site.safe).toHaveLength(2);
    expect((await site.call('DELETE', '/api/safe')).json).toEqual({ revoked: 2 });
  });

  it('are out of reach where the gateway does not answer, and the rest goes on', async () => {
    const site = await signedIn();
    site.gatewayIsUp = false;
    expect((await site.call('GET', '/api/safe')).status).toBe(503);
    expect((await site.call('DELETE', '/api/safe')).status).toBe(503);
    expect((await site.call('GET', '/api/status')).json).toMatchObject({ gateway: null, operator: 'ada' });
    expect((await site.call('GET', '/api/proposals')).status).toBe(200);
  });
});
