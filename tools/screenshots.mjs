// Makes the pictures of the web UI that the README shows, from the built program with made-up questions.
//   node tools/screenshots.mjs             docs/images/web-light.png, web-dark.png, web-phone.png
//   node tools/screenshots.mjs --all DIR   every view, in both themes, for looking at
// Needs Chromium (CHROMIUM, default /usr/bin/chromium) and `npm run build` before it.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { proposalIdFrom } from '../dist/core/approval/proposal.js';
import { assetsFrom } from '../dist/operator/web/assets.js';
import { WebServer } from '../dist/operator/web/web-server.js';
import { createMemoryQueue } from '../dist/queue/memory/memory-queue.js';
import { Supervisor } from '../dist/supervisor/supervisor.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const webFolder = join(root, 'dist/web');
const start = Date.now();
const at = (seconds) => new Date(start + seconds * 1000).toISOString();
let made = 0;

function proposal({ details = {}, asked = -40, ...more }) {
  made += 1;
  const id = proposalIdFrom(Buffer.alloc(20, made * 7 + 3));
  const all = {
    host: 'api.example.com',
    port: 443,
    scheme: 'https',
    method: 'POST',
    path: '/v1/ingest',
    detector: 'token_patterns',
    kind: 'OpenAI API key',
    vendor: 'OpenAI',
    surface: 'body',
    location: '$.settings.key',
    decoded_via: [],
    checksum: 'none',
    confidence: 'high',
    fingerprint: id.slice(0, 16).replace(/[^0-9a-f]/g, '4'),
    secret_name: null,
    approvable: true,
    hints: {},
    seen: { value: 0, host: 3 },
    scope: 'bottle',
    context: '...{"level":"debug","config":{"model":"gpt-5","key":"********"},"trace":"4f1c"}...',
    ...details,
  };
  const file = [
    'egress blocked an outbound request carrying a detected token',
    '',
    `host: ${all.host}`,
    `method: ${all.method}`,
    `path: ${all.path}`,
    `detector: ${all.kind}${all.secret_name === null ? '' : ` ${all.secret_name}`} found in ${all.surface}`,
    `context: ${all.context}`,
    '',
  ].join('\n');
  return {
    version: 1,
    id,
    tool: 'egress-token-allow',
    bottle_slug: 'checkout-agent',
    created_at: at(asked),
    expires_at: at(asked + 900),
    proposed_file: file,
    justification: 'Approve only a false positive or a credential that the request legitimately needs.',
    details: more.tool === undefined ? all : {},
    ...more,
  };
}

const waiting = (...waiters) => ({
  waiters: waiters.map(([client, since, patience]) => ({
    client,
    since: at(since),
    gives_up_at: patience === null ? null : at(patience),
  })),
  requests: waiters.length,
});

const routesBefore = `routes:
  - host: api.openai.com
    auth: { value: "Bearer \${EGRESS_TOKEN_OPENAI}" }
  - host: "*.githubusercontent.com"
    methods: [GET]
  - host: packages.example.org
    methods: [GET]
`;
const routesAfter = `routes:
  - host: api.openai.com
    auth: { value: "Bearer \${EGRESS_TOKEN_OPENAI}" }
  - host: "*.githubusercontent.com"
    methods: [GET, HEAD]
  - host: packages.example.org
    methods: [GET]
    paths: ["/@acme/**", "/lodash/**"]
  - host: files.example.net
    methods: [GET]
`;

/** What people were asked, and how it ended. */
const past = [
  [
    'approved',
    'test credential',
    'maria',
    { details: { host: 'sandbox.stripe.dev', kind: 'Stripe test key', vendor: 'Stripe' } },
  ],
  [
    'rejected',
    'must not leave',
    'maria',
    {
      details: {
        host: 'paste.example.net',
        kind: 'AWS access key',
        vendor: 'AWS',
        method: 'PUT',
        path: '/u/9f3',
      },
    },
  ],
  [
    'approved',
    'documentation example',
    'jonas',
    {
      details: {
        host: 'docs.example.org',
        kind: 'JSON Web Token',
        vendor: null,
        surface: 'query',
        location: 'token',
      },
    },
  ],
  [
    'rejected',
    'wrong destination',
    'jonas',
    { details: { host: 'webhook.example.io', kind: 'Slack webhook', vendor: 'Slack' } },
  ],
  [
    'modified',
    'only these packages, please',
    'maria',
    { tool: 'egress-block', proposed_file: routesAfter, justification: 'I need packages.' },
  ],
];

const present = () => [
  [
    proposal({
      asked: -3,
      details: {
        host: 'telemetry.vendor.dev',
        path: '/v2/batch',
        detector: 'known_secrets',
        kind: 'known secret',
        vendor: null,
        secret_name: 'EGRESS_TOKEN_GITHUB',
        seen: { value: 4, host: 0 },
        surface: 'header',
        location: 'x-debug-env',
        decoded_via: ['base64'],
        context: '...PATH=/usr/bin;GH=********;HOME=/home/agent...',
      },
    }),
    waiting(['python-httpx/0.27.2', -3, 9]),
  ],
  [
    proposal({
      asked: -22,
      details: {
        path: '/v1/chat/completions',
        host: 'api.openai.com',
        surface: 'header',
        location: 'authorization',
        seen: { value: 12, host: 140 },
      },
    }),
    waiting(
      ['openai/python 1.51.0', -22, 52],
      ['openai/python 1.51.0', -19, 55],
      ['openai/python 1.51.0', -15, 59],
    ),
  ],
  [
    proposal({
      asked: -61,
      details: {
        host: 'uploads.github.com',
        path: '/repos/acme/shop/releases/8812/assets',
        kind: 'GitHub personal access token',
        vendor: 'GitHub',
        checksum: 'valid',
        surface: 'body',
        location: 'part “notes.md”',
        context: '...export GH_TOKEN=******** before you run the script...',
      },
    }),
    waiting(['node', -61, 239]),
  ],
  [
    proposal({
      asked: -130,
      details: {
        host: 'accounts.example.com',
        path: '/oauth/introspect',
        kind: 'JSON Web Token',
        vendor: null,
        confidence: 'medium',
        surface: 'query',
        location: 'token',
        hints: { jwt: { iss: 'https://login.example.com', exp: Math.floor(start / 1000) + 86_400 } },
        seen: { value: 1, host: 1 },
      },
    }),
    waiting(['curl/8.5.0', -130, null]),
  ],
  [
    proposal({
      tool: 'egress-block',
      asked: -300,
      proposed_file: routesAfter,
      justification:
        'The build needs two npm scopes and wheels from PyPI.\nReading raw files needs HEAD as well.',
    }),
    null,
  ],
  [
    proposal({
      asked: -410,
      details: {
        host: 'api.telegram.org',
        kind: 'Telegram bot token',
        vendor: 'Telegram',
        surface: 'path',
        location: null,
        path: '/********/sendMessage',
        seen: { value: 2, host: 2 },
      },
    }),
    waiting(),
  ],
];

function traffic(web, random) {
  // The ring knows minutes only through its clock, which the server was given.
  for (let minute = 59; minute >= 0; minute -= 1) {
    web.clock.now = start - minute * 60_000;
    const busy = 4 + Math.round(10 * Math.abs(Math.sin(minute / 9)) + random() * 5);
    for (let n = 0; n < busy; n += 1)
      web.server.record({
        result: 'allowed',
        asked: false,
        host: ['api.openai.com', 'packages.example.org', 'raw.githubusercontent.com'][n % 3],
      });
    if (minute % 7 === 2) web.server.record({ result: 'allowed', asked: true, host: 'api.openai.com' });
    if (minute % 11 === 3) web.server.record({ result: 'blocked', asked: true, host: 'paste.example.net' });
    if (minute % 13 === 5)
      for (let n = 0; n < 3; n += 1)
        web.server.record({ result: 'blocked', asked: false, host: 'metrics.example.io' });
  }
  web.clock.now = start;
}

async function startScene({ empty = false } = {}) {
  const queue = createMemoryQueue();
  const states = new Map();
  await queue.start('checkout-agent', {
    answered: (id) =>
      void queue.close(id, {
        version: 1,
        proposal_id: id,
        reason: 'decided',
        closed_at: at(-60 * (10 + made)),
        ...(states.get(id) ?? waiting()),
      }),
    malformed: () => undefined,
    failed: () => undefined,
  });
  const supervisor = new Supervisor({ queue, now: () => new Date() });
  for (const [status, notes, who, what] of empty ? [] : past) {
    const asked = proposal(what);
    await queue.publish(asked);
    const open = await queue.get(asked.id);
    const file = status === 'modified' ? { finalFile: routesAfter } : {};
    await supervisor.decide({ id: asked.id, digest: open.digest, status, notes, decidedBy: who, ...file });
  }
  for (const [asked, state] of empty ? [] : present()) {
    await queue.publish(asked);
    if (state !== null) await queue.showState(asked.id, state);
  }
  const files = readdirSync(webFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const assets = assetsFrom(
    new Map(
      files.map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(webFolder.length + 1), readFileSync(path)];
      }),
    ),
  );
  const safe = (fingerprint, kind, secret, destination, expires, uses, since) => ({
    fingerprint,
    kind,
    secret_name: secret,
    destination,
    expires_in_seconds: expires,
    uses_left: uses,
    since: at(since),
  });
  const clock = { now: start };
  const server = new WebServer({
    assets,
    now: () => clock.now,
    ports: {
      supervisor,
      gateway: {
        status: async () => ({
          bottle: 'checkout-agent',
          proxy: 'http://127.0.0.1:8080',
          queue: 'file:/srv/decant/queue',
          held: empty ? 0 : 6,
          held_bytes: empty ? 0 : 48_210,
          uptime_seconds: 15_480,
          pending: 6,
        }),
        safeTokens: async () =>
          empty
            ? []
            : [
                safe(
                  '9f3a61c20b77de41',
                  'OpenAI API key',
                  null,
                  'https://api.openai.com:443',
                  null,
                  null,
                  -5400,
                ),
                safe(
                  '41c07be2a9d3f586',
                  'known secret',
                  'EGRESS_TOKEN_NPM',
                  'https://packages.example.org:443',
                  2480,
                  null,
                  -1120,
                ),
                safe('c7e15d90aa34b218', 'Stripe test key', null, null, 27_000, 3, -600),
              ],
        revoke: async () => 1,
        revokeAll: async () => 3,
      },
      operator: 'maria',
      currentFile: async ({ tool }) => (tool === 'egress-block' ? routesBefore : null),
      present: async () => async () => undefined,
      allowedHosts: () => [
        'api.openai.com',
        '*.githubusercontent.com',
        'packages.example.org',
        'uploads.github.com',
        'api.telegram.org',
        'accounts.example.com',
        'telemetry.vendor.dev',
      ],
      version: '0.1.0',
      log: (notice) => console.error(notice),
    },
  });
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed % 1000) / 1000;
  };
  if (!empty) traffic({ server, clock }, random);
  const url = await server.listen({ host: '127.0.0.1', port: 0 }, () => undefined);
  return { url, server };
}

async function page(browser, scene, options) {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  const tab = await context.newPage();
  tab.on('console', (message) => message.type() === 'error' && console.error('console:', message.text()));
  tab.on('pageerror', (error) => console.error('page:', error.message));
  await tab.goto(scene.url);
  await tab.waitForSelector('.connection-live');
  return tab;
}

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Every view of one size and theme. */
async function tour(browser, folder, name, options) {
  const scene = await startScene();
  const tab = await page(browser, scene, options);
  const shot = (view) => tab.screenshot({ path: join(folder, `${name}-${view}.png`) });
  const rest = () => tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 450)));
  await shot('1-list');
  await tab.locator('.card').nth(1).click();
  await tab.waitForSelector('.detail');
  await rest();
  await shot('2-detail');
  await tab.keyboard.press('a');
  await tab.waitForSelector('form.decision');
  await shot('3-decision');
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('Escape');
  await tab.locator('.card').first().click();
  await rest();
  await tab.keyboard.press('a');
  await tab.locator('#reason').fill('needed by this request');
  await rest();
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('.second-yes');
  await shot('4-second');
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('Escape');
  await tab.locator('.card', { hasText: 'routes file' }).click();
  await tab.waitForSelector('.diff-removed');
  await rest();
  await shot('5-diff');
  await tab.keyboard.press('m');
  await tab.waitForSelector('#final-file');
  await shot('6-modify');
  for (const _ of [1, 2]) await tab.keyboard.press('Escape');
  await tab.keyboard.press('h');
  await tab.waitForSelector('.row');
  await tab.locator('.row').nth(3).click();
  await shot('7-history');
  await tab.keyboard.press('f');
  await tab.waitForSelector('.safe-row');
  await tab.locator('.safe-row .button').first().click();
  await shot('8-safe');
  await tab.keyboard.press('o');
  await tab.waitForSelector('.chart');
  await shot('9-overview');
  await tab.keyboard.press('?');
  await tab.waitForSelector('.help');
  await shot('a-help');
  await scene.server.close();
  await tab.waitForSelector('.banner');
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('Escape');
  await shot('b-lost');
  const quiet = await startScene({ empty: true });
  const calm = await page(browser, quiet, options);
  await calm.waitForSelector('.empty-mark');
  await calm.screenshot({ path: join(folder, `${name}-c-empty.png`) });
  await calm.context().close();
  await quiet.server.close();
  await tab.context().close();
}

/** The README's. */
async function pictures(browser, folder) {
  for (const colorScheme of ['light', 'dark']) {
    const scene = await startScene();
    const tab = await page(browser, scene, { ...DESKTOP, colorScheme });
    await tab.locator('.card').nth(1).click();
    await tab.waitForSelector('.detail');
    await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 450)));
    await tab.keyboard.press('a');
    await tab.locator('#reason').fill('needed by this request');
    await tab.screenshot({ path: join(folder, `web-${colorScheme}.png`) });
    await tab.context().close();
    await scene.server.close();
  }
  const scene = await startScene();
  const phone = await page(browser, scene, { ...PHONE, colorScheme: 'light' });
  await phone.screenshot({ path: join(folder, 'web-phone.png') });
  await phone.context().close();
  await scene.server.close();
}

const all = process.argv.indexOf('--all');
const folder = all > 0 ? (process.argv[all + 1] ?? '.') : join(root, 'docs/images');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  if (all > 0) {
    await tour(browser, folder, 'light', { ...DESKTOP, colorScheme: 'light' });
    await tour(browser, folder, 'dark', { ...DESKTOP, colorScheme: 'dark' });
    await tour(browser, folder, 'phone', { ...PHONE, colorScheme: 'light' });
  } else await pictures(browser, folder);
} finally {
  await browser.close();
}
