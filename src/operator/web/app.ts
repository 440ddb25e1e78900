import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import type { ArchivedProposal, QueuedProposal } from '../../core/approval/queue-port.ts';
import { QueueError } from '../../core/approval/queue-port.ts';
import { ControlError } from '../../supervisor/control-client.ts';
import type { Assets } from './assets.ts';
import { answerOf, readDecision, readToken, requestFor, withoutMac } from './decisions.ts';
import type { LiveFeed } from './live-feed.ts';
import type { WebPorts } from './ports.ts';
import type { Sessions } from './sessions.ts';
import type { ErrorWire, StatusWire } from './wire.ts';

/** A decision with a whole changed file, as JSON, stays below it. */
const MAX_BODY_BYTES = 128 * 1024;

/** Event streams at once; a person has a few windows. */
const MAX_STREAMS = 32;

const HISTORY_PAGE = 50;
const MAX_HISTORY_PAGE = 200;

export interface AppParts {
  readonly ports: WebPorts;
  readonly sessions: Sessions;
  readonly feed: LiveFeed;
  readonly assets: Assets;
  /** Name of the session's cookie. */
  readonly cookie: () => string;
  readonly status: () => Promise<StatusWire>;
  readonly onError: (error: unknown) => void;
}

/** contract.md, "Web API". Host and Origin were looked at before (guards.ts); here: files, the session, the routes. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono({ strict: true });
  app.onError((error, context) => faultAnswer(error, context, parts));
  app.notFound((context) => context.json<ErrorWire>({ error: 'not_found' }, 404));
  app.use('/api/*', async (context, next) => {
    const sent = context.req.header('content-type') ?? '';
    if (context.req.method === 'POST' && !/^application\/json(;\s*charset=utf-8)?$/i.test(sent)) {
      return context.json<ErrorWire>({ error: 'json_only' }, 415);
    }
    return await next();
  });
  app.post('/api/session', (context) => openSession(context, parts));
  app.use('/api/*', async (context, next) => {
    const held = parts.sessions.holds(getCookie(context, parts.cookie()) ?? '');
    return held ? await next() : context.json<ErrorWire>({ error: 'no_session' }, 401);
  });
  proposalRoutes(app, parts);
  safeRoutes(app, parts);
  app.get('/api/status', async (context) => context.json(await parts.status()));
  app.get('/api/events', (context) => events(context, parts));
  app.get('*', (context) => file(context, parts.assets));
  return app;
}

async function openSession(context: Context, { sessions, cookie }: AppParts): Promise<Response> {
  const token = readToken(await bodyOf(context));
  if (token === null) return context.json<ErrorWire>({ error: 'not_understood' }, 422);
  const secret = sessions.exchange(token);
  if (secret === null) return context.json<ErrorWire>({ error: 'bad_token' }, 401);
  setCookie(context, cookie(), secret, { httpOnly: true, sameSite: 'Strict', path: '/' });
  return context.json({ ok: true });
}

function proposalRoutes(app: Hono, { ports }: AppParts): void {
  const { supervisor } = ports;
  app.get('/api/proposals', async (context) =>
    context.json({ proposals: (await supervisor.list()).map(openWire) }),
  );
  app.get('/api/proposals/:id', async (context) => {
    const found = await supervisor.find(context.req.param('id'));
    const id = found.kind === 'open' || found.kind === 'archived' ? found.proposal.proposal.id : null;
    // A prefix is for people who type; here only the whole id counts.
    if (id !== context.req.param('id')) return context.json<ErrorWire>({ error: 'not_found' }, 404);
    if (found.kind === 'open') {
      const current_file = await ports.currentFile(found.proposal.proposal);
      return context.json({ open: true, item: openWire(found.proposal), current_file });
    }
    if (found.kind === 'archived') return context.json({ open: false, item: archivedWire(found.proposal) });
    return context.json<ErrorWire>({ error: 'not_found' }, 404);
  });
  app.post('/api/proposals/:id/decision', async (context) => {
    const decision = readDecision(await bodyOf(context));
    if (decision === null) return context.json<ErrorWire>({ error: 'not_understood' }, 422);
    const request = requestFor(context.req.param('id'), decision, ports.operator);
    const { status, body } = answerOf(await supervisor.decide(request));
    return context.json(body, status);
  });
  app.get('/api/history', async (context) => {
    const limit = pageSize(context.req.query('limit'));
    const before = context.req.query('before');
    const items = await supervisor.history({ limit, ...(before === undefined ? {} : { before }) });
    const last = items.length === limit ? items.at(-1) : undefined;
    return context.json({ history: items.map(archivedWire), next: last?.proposal.id ?? null });
  });
}

function safeRoutes(app: Hono, { ports, feed }: AppParts): void {
  const revoked = (context: Context, count: number): Response => {
    feed.tell({ event: 'safe', data: {} });
    return context.json({ revoked: count });
  };
  app.get('/api/safe', async (context) => context.json({ safe: await ports.gateway.safeTokens() }));
  app.delete('/api/safe', async (context) => revoked(context, await ports.gateway.revokeAll()));
  app.delete('/api/safe/:fingerprint', async (context) => {
    const fingerprint = context.req.param('fingerprint');
    if (!/^[0-9a-f]{16}$/.test(fingerprint)) return context.json<ErrorWire>({ error: 'not_found' }, 404);
    return revoked(context, await ports.gateway.revoke(fingerprint));
  });
}

/** The live stream: the whole list first, then what changes; a `ping` where nothing does. */
function events(context: Context, { feed, onError }: AppParts): Response {
  if (feed.viewers >= MAX_STREAMS) return context.json<ErrorWire>({ error: 'too_many_streams' }, 503);
  const subscription = feed.subscribe();
  const response = streamSSE(
    context,
    async (stream) => {
      stream.onAbort(() => subscription.end());
      try {
        for (;;) {
          const event = await subscription.next();
          if (event === null || stream.aborted) break;
          await stream.writeSSE({ event: event.event, data: JSON.stringify(event.data) });
        }
      } finally {
        subscription.end();
      }
    },
    async (error) => onError(error),
  );
  // The library's own is weaker (W9).
  response.headers.set('cache-control', 'no-store');
  return response;
}

/** Files need no session: the page that exchanges the token is one of them, and they hold nothing of anybody's. */
function file(context: Context, assets: Assets): Response {
  const asset = assets.get(context.req.path);
  if (asset === undefined) return context.json<ErrorWire>({ error: 'not_found' }, 404);
  return context.body(new Uint8Array(asset.bytes), 200, { 'content-type': asset.type });
}

function faultAnswer(error: unknown, context: Context, { onError }: AppParts): Response {
  if (error instanceof BodyTooLarge) return context.json<ErrorWire>({ error: 'too_large' }, 413);
  if (error instanceof QueueError) return context.json<ErrorWire>({ error: 'queue_unusable' }, 503);
  if (error instanceof ControlError) {
    if (error.code === 'not_found') return context.json<ErrorWire>({ error: 'not_found' }, 404);
    return context.json<ErrorWire>({ error: 'gateway_unreachable' }, 503);
  }
  onError(error);
  return context.json<ErrorWire>({ error: 'internal' }, 500);
}

class BodyTooLarge extends Error {}

/** Whole and bounded, announced length or not. */
async function bodyOf(context: Context): Promise<Buffer> {
  if (Number(context.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw new BodyTooLarge();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of context.req.raw.body ?? []) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) throw new BodyTooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function pageSize(text: string | undefined): number {
  const asked = text !== undefined && /^[0-9]{1,4}$/.test(text) ? Number(text) : HISTORY_PAGE;
  return Math.min(Math.max(asked, 1), MAX_HISTORY_PAGE);
}

function openWire({ proposal, digest, state, answered }: QueuedProposal) {
  return { proposal, digest, state, answered };
}

function archivedWire({ proposal, digest, response, outcome }: ArchivedProposal) {
  return { proposal, digest, response: withoutMac(response), outcome };
}
