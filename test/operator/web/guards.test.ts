import { describe, expect, it } from 'vitest';
import { proposal } from '../../supervisor/proposals.ts';
import { type Ask, siteFactory } from './support.ts';

const newSite = siteFactory();

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

/** Signed in, with one open proposal and its decision ready to be sent. */
async function ready() {
  const site = await newSite({ safe: [] });
  await site.signIn();
  const asked = proposal(1);
  await site.queue.publish(asked);
  const digest = (await site.queue.get(asked.id))?.digest ?? '';
  const body = JSON.stringify({ status: 'approved', notes: 'why', digest });
  const headers = {
    origin: `http://${site.host}`,
    'x-decant': '1',
    'content-type': 'application/json',
    cookie: site.cookie,
  };
  const path = `/api/proposals/${asked.id}/decision`;
  const isOpen = async () => (await site.queue.get(asked.id))?.answered === false;
  const send = (change: Readonly<Record<string, string | null>> = {}, ask: Ask = {}) => {
    const changed = Object.entries({ ...headers, ...change }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value]],
    );
    return site.ask(path, { method: 'POST', body, ...ask, headers: Object.fromEntries(changed) });
  };
  return { site, asked, send, isOpen, path, body };
}

const everywhere = [
  '/',
  '/index.html',
  '/api/session',
  '/api/events',
  '/api/status',
  '/nothing',
  '/api/proposals',
];

describe('Host', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '127.0.0.1:PORT@evil.example',
    '0.0.0.0:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '2130706433:PORT',
    '',
  ])('W3 C22: a foreign Host (%j) is told 421 before anything else, everywhere', async (spelling) => {
    const site = await newSite();
    await site.signIn();
    const host = spelling.replace('PORT', String(site.port));
    for (const path of everywhere) {
      const reply = await site.ask(path, { headers: { host, cookie: site.cookie } });
      expect({ path, status: reply.status }).toEqual({ path, status: 421 });
      expect(reply.headers['content-security-policy']).toBe(POLICY);
    }
  });

  it('W3: the names of this machine are taken', async () => {
    const site = await newSite();
    for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) {
      expect((await site.ask('/', { headers: { host: `${name}:${site.port}` } })).status).toBe(200);
    }
  });

  it('W3: two Hosts, none, or a target with a host of its own', async () => {
    const site = await newSite();
    const good = `Host: ${site.host}\r\n`;
    expect(
      await site.raw(`GET / HTTP/1.1\r\n${good}Host: evil.example\r\nConnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 (400|421) /);
    expect(await site.raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 (400|421) /);
    expect(await site.raw(`GET http://evil.example/ HTTP/1.1\r\n${good}Connection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 421 /,
    );
  });
});

describe('whose page asks', () => {
  it.each([
    'http://evil.example',
    'null',
    'https://HOST',
    'http://localhost:PORT',
    'http://HOST.evil.example',
    'http://HOST/',
    'file://',
    '',
  ])('W2 C22: a change from the origin %j is refused and changes nothing', async (spelling) => {
    const { site, send, isOpen } = await ready();
    const origin = spelling.replace('HOST', site.host).replace('PORT', String(site.port));
    expect((await send({ origin })).status).toBe(403);
    expect(await isOpen()).toBe(true);
  });

  it('W2 C22: a change without an origin or without the header', async () => {
    const { send, isOpen } = await ready();
    expect((await send({ origin: null })).status).toBe(403);
    expect((await send({ 'x-decant': null })).status).toBe(403);
    expect((await send({ 'x-decant': 'yes' })).status).toBe(403);
    expect(await isOpen()).toBe(true);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    '',
  ])('W2 C22: a body sent as %j, as a form could, is refused', async (type) => {
    const { send, isOpen } = await ready();
    expect((await send({ 'content-type': type === '' ? null : type })).status).toBe(415);
    expect(await isOpen()).toBe(true);
  });

  it('W2: a GET never changes anything', async () => {
    const { send, isOpen, site, path } = await ready();
    expect((await site.call('GET', path)).status).toBe(404);
    expect((await send({}, { method: 'GET' })).status).toBe(400);
    site.safe.push({
      fingerprint: '0123456789abcdef',
      destination: null,
      expires_in_seconds: null,
      uses_left: null,
      since: '',
      kind: null,
      secret_name: null,
    });
    for (const attempt of [path, '/api/safe/0123456789abcdef', '/api/safe?_method=DELETE', '/api/session']) {
      await site.ask(attempt, { headers: { cookie: site.cookie, 'x-http-method-override': 'DELETE' } });
    }
    expect(site.safe).toHaveLength(1);
    expect(await isOpen()).toBe(true);
  });

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('W7 C22: events and reads for another page (%j) are refused', async (headers) => {
    const site = await newSite();
    await site.signIn();
    for (const path of ['/api/events', '/api/proposals', '/api/status', '/api/history', '/api/safe']) {
      expect((await site.ask(path, { headers: { cookie: site.cookie, ...headers } })).status).toBe(403);
    }
    expect(site.presence).toEqual([]);
  });

  it('W7: an upgrade is no way round', async () => {
    const site = await newSite();
    const answer = await site.raw(
      `GET /api/events HTTP/1.1\r\nHost: ${site.host}\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('W2: no answer lets another origin read or send', async () => {
    const { site, path } = await ready();
    const preflight = await site.ask(path, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('the session', () => {
  const reads = [
    '/api/proposals',
    '/api/proposals/x',
    '/api/history',
    '/api/safe',
    '/api/events',
    '/api/status',
    '/api/other',
  ];

  it('W5 C22: nothing is told without a session', async () => {
    const site = await newSite();
    await site.queue.publish(proposal(1));
    for (const cookie of ['', 'decant=1', `decant_${site.port}=`, `decant_${site.port}=${site.token}`]) {
      for (const path of reads) {
        const reply = await site.ask(path, { headers: cookie === '' ? {} : { cookie } });
        expect({ path, status: reply.status, json: reply.json }).toEqual({
          path,
          status: 401,
          json: { error: 'no_session' },
        });
      }
    }
    expect(site.presence).toEqual([]);
  });

  it('W5 C22: nothing is changed without a session', async () => {
    const { send, isOpen, site } = await ready();
    expect((await send({ cookie: null })).status).toBe(401);
    expect((await send({ cookie: `${site.cookie}x` })).status).toBe(401);
    expect(await isOpen()).toBe(true);
    site.cookie = '';
    expect((await site.call('DELETE', '/api/safe')).status).toBe(401);
    expect((await site.call('DELETE', '/api/safe/0123456789abcdef')).status).toBe(401);
  });

  it('W5: the token is exchanged once, for a cookie that scripts and other sites do not get', async () => {
    const site = await newSite();
    expect(Buffer.from(site.token, 'base64url')).toHaveLength(32);
    for (const token of [
      '',
      site.token.slice(1),
      `${site.token}A`,
      site.token.toLowerCase(),
      'x'.repeat(43),
    ]) {
      expect((await site.call('POST', '/api/session', { token })).status).toBe(401);
    }
    const first = await site.call('POST', '/api/session', { token: site.token });
    expect(first.status).toBe(200);
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^decant_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(first.text).not.toContain(cookie.slice(cookie.indexOf('=') + 1, cookie.indexOf(';')));
    expect((await site.call('POST', '/api/session', { token: site.token })).status).toBe(401);
    site.cookie = cookie.split(';')[0] ?? '';
    expect((await site.call('GET', '/api/status')).status).toBe(200);
  });

  it('W5: a token counts only from the page itself, and only as a body', async () => {
    const site = await newSite();
    const body = JSON.stringify({ token: site.token });
    const headers = { 'content-type': 'application/json' };
    expect((await site.ask('/api/session', { method: 'POST', headers, body })).status).toBe(403);
    expect((await site.ask(`/api/session?token=${site.token}`)).status).toBe(401);
    for (const wrong of ['', '{', `{"token":1}`, `{"token":"a","token":"${site.token}"}`, `[]`, 'null']) {
      expect((await site.call('POST', '/api/session', wrong)).status).toBe(422);
    }
    expect((await site.call('POST', '/api/session', { token: site.token })).status).toBe(200);
  });

  it('W5: each start has a token of its own', async () => {
    const [one, other] = [await newSite(), await newSite()];
    expect(one.token).not.toBe(other.token);
    expect((await other.call('POST', '/api/session', { token: one.token })).status).toBe(401);
  });
});

describe('every answer', () => {
  it('W4 W9 W1: says what may be loaded, framed and kept', async () => {
    const { site, path } = await ready();
    const answers = [
      await site.ask('/'),
      await site.ask('/nothing'),
      await site.ask('/', { headers: { host: 'evil.example' } }),
      await site.ask('/api/proposals'),
      await site.ask(path, { method: 'POST' }),
      await site.call('GET', '/api/proposals'),
      await site.call('GET', '/api/safe'),
      await site.call('POST', path, '{'),
    ];
    expect(answers.map((reply) => reply.status)).toEqual([200, 404, 421, 401, 403, 200, 200, 422]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    }
    for (const { headers } of answers.slice(3)) expect(headers['content-type']).toBe('application/json');
  });

  it('W9: a path is looked up, never walked', async () => {
    const site = await newSite();
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/index.html/',
      '//index.html',
      '/INDEX.HTML',
    ]) {
      expect({ path, status: (await site.ask(path)).status }).toEqual({ path, status: 404 });
    }
  });

  it('W2: a body has a limit, announced or not', async () => {
    const { site, path, isOpen } = await ready();
    const huge = JSON.stringify({ notes: 'x'.repeat(200_000) });
    expect((await site.call('POST', path, huge)).status).toBe(413);
    expect(await isOpen()).toBe(true);
  });
});
