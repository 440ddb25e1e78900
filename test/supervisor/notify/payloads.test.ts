import { describe, expect, it } from 'vitest';
import { closedNotice, proposedNotice } from '../../../src/supervisor/notify/notice.ts';
import { payloadOf, sentenceOf } from '../../../src/supervisor/notify/payloads.ts';
import { NOW, type ProposalChanges, proposal, state } from '../proposals.ts';

const EVIL = '<!channel> **@everyone** [x](http://evil)\u001b]52;c;YQ==\u0007\u202e\n\nfake line';

function notice(changes: ProposalChanges = {}, waiting: readonly (string | null)[] = []) {
  const item = { proposal: proposal(1, changes), digest: 'd', state: state(...waiting), answered: false };
  return proposedNotice(item, NOW);
}

describe('what a notification says', () => {
  it('I4: enough to hurry, and neither value, path, context nor what an agent wrote', () => {
    const changes = {
      proposedFile: 'FILE',
      justification: 'JUSTIFICATION',
      details: { path: '/PATH', context: 'CONTEXT', location: 'LOCATION', hints: { jwt: { iss: 'ISSUER' } } },
    };
    const told = JSON.stringify(notice(changes));
    for (const withheld of ['FILE', 'JUSTIFICATION', 'PATH', 'CONTEXT', 'LOCATION', 'ISSUER']) {
      expect(told).not.toContain(withheld);
    }
    expect(notice({}, [null, '2026-06-24T10:02:00.000Z'])).toEqual({
      version: 1,
      event: 'proposed',
      at: NOW.toISOString(),
      bottle: 'demo',
      proposal: {
        id: proposal(1).id,
        tool: 'egress-token-allow',
        host: 'api.example.com',
        port: 443,
        method: 'POST',
        kind: 'OpenAI API key',
        secret_name: null,
        fingerprint: '0123456789abcdef',
        new_destination: false,
        expires_at: '2026-06-24T10:15:00.000Z',
      },
      waiting: 2,
      gives_up_at: '2026-06-24T10:02:00.000Z',
      reason: null,
      status: null,
    });
  });

  it('is one sentence for people, with what is urgent and where to look', () => {
    expect(sentenceOf(notice({}, [null, '2026-06-24T10:02:00.000Z']))).toBe(
      `demo: a value (OpenAI API key) wants to leave to api.example.com (POST). 2 requests wait, the first gives up in 60 s. Look at it: decant proposals show ${proposal(1).id}`,
    );
    const secret = { details: { secret_name: 'EGRESS_TOKEN_X', new_destination: true } };
    expect(sentenceOf(notice(secret))).toContain(
      'demo: the secret EGRESS_TOKEN_X wants to leave to api.example.com (POST). WARNING: no approved value',
    );
    expect(sentenceOf(notice({ tool: 'gitleaks-allow' }))).toContain('a proposal of gitleaks-allow waits');
    const closed = closedNotice(
      { event: 'closed', id: proposal(1).id, reason: 'expired', status: null },
      { proposal: proposal(1), digest: '', state: null, answered: false },
      NOW,
    );
    expect(sentenceOf(closed)).toBe(`demo: proposal ${proposal(1).id} to api.example.com ended: expired.`);
  });
});

describe('a payload', () => {
  it('json is the notice itself', () => {
    const { body, headers } = payloadOf(notice(), 'json');
    expect(JSON.parse(body)).toEqual(notice());
    expect(headers).toEqual({ 'content-type': 'application/json' });
  });

  it('ntfy is text with a title and a priority', () => {
    const { body, headers } = payloadOf(notice(), 'ntfy');
    expect(body).toBe(sentenceOf(notice()));
    expect(headers).toMatchObject({ title: 'Decant: an answer is needed', priority: '4' });
  });

  it.each(['json', 'slack', 'discord', 'ntfy'] as const)('I7: hostile text stays text in %s', (format) => {
    const hostile = notice({ bottle: EVIL, details: { host: EVIL, kind: EVIL, method: EVIL } });
    const { body, headers } = payloadOf(hostile, format);
    expect(JSON.stringify(headers)).not.toContain('evil');
    const told = format === 'ntfy' ? body : JSON.stringify(JSON.parse(body));
    expect(told).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\\u00(0|1)/);
    if (format === 'slack') expect(JSON.parse(body).text).not.toMatch(/[<>]/);
    if (format === 'discord') {
      expect(JSON.parse(body).allowed_mentions).toEqual({ parse: [] });
      expect(JSON.parse(body).content).not.toMatch(/(?<!\\)[[\]@*]/);
    }
  });

  it('I8: no text grows without end', () => {
    const long = 'x'.repeat(50_000);
    const { body } = payloadOf(notice({ bottle: long, details: { host: long, kind: long } }), 'json');
    expect(body.length).toBeLessThan(2_000);
  });
});
