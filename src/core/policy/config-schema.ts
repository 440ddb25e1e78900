import { z } from 'zod';
import type { ResolveEntry } from './config.ts';
import {
  authHeader,
  cidr,
  filePath,
  hostPattern,
  listenAddress,
  loopbackAddress,
  method,
  pathPattern,
  port,
  queueUrl,
  resolveEntry,
  slug,
} from './config-fields.ts';
import { notifySchema } from './notify-schema.ts';

/**
 * Every setting, once: shape, default, description and refusal. Types, JSON Schema and the documentation come from here.
 * A key that nothing acts on yet is declared with one of the `notYet…` below, so that it is refused and never ignored.
 */

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

const NOT_YET = 'not supported yet';

/** Keys of which only the value that changes nothing is taken. `meaning` is what they are going to set. */
const notYetNull = (meaning: string) => z.null({ error: NOT_YET }).default(null).describe(notYet(meaning));
const notYetTrue = (meaning: string) =>
  z.literal(false, { error: NOT_YET }).default(false).describe(notYet(meaning));

/** A key that may not be there at all. */
function notYetAtAll(meaning: string) {
  return z.never({ error: NOT_YET }).optional().describe(notYet(meaning));
}

function notYet(meaning: string): string {
  return `Not supported yet: ${meaning}.`;
}

/** Node's timers hold 24.8 days; nobody waits a week. */
export const MAX_SECONDS = 7 * 24 * 3600;
const seconds = z.number().positive().max(MAX_SECONDS);

function bytes(max: number) {
  return z.int().min(1).max(max);
}

const hold = z.strictObject({
  timeout_seconds: seconds
    .default(300)
    .describe('How long a request is held for an answer. EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS wins.'),
  proposal_seconds: seconds
    .default(900)
    .describe('How long a proposal stays answerable; a value below the timeout is raised to it.'),
  max_held: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1024)
    .describe('Held requests; past it an immediate 403 (queue_full).'),
  max_pending: z
    .int()
    .min(1)
    .max(100_000)
    .default(64)
    .describe('Open proposals of this bottle; past it likewise.'),
  remember_rejections_seconds: z
    .number()
    .min(0)
    .max(MAX_SECONDS)
    .default(60)
    .describe('How long the same value to the same destination is refused without a new question.'),
  require_operator: z
    .boolean()
    .default(false)
    .describe('true: with no operator view active, an immediate 403 (no_operator).'),
  response_key_file: filePath
    .nullable()
    .default(null)
    .describe('Only answers keyed with this file count (HMAC-SHA256); refused if group- or world-readable.'),
});

const secrets = z.strictObject({
  env: z
    .array(z.string())
    .default(['EGRESS_TOKEN_*'])
    .describe(`Variables with provisioned secrets; * stands for any characters. \${NAME} is replaced.`),
  files: z
    .array(filePath)
    .default([])
    .describe(`Files with one secret a line; refused if group- or world-readable. \${NAME} is replaced.`),
  approvable: z.boolean().default(true).describe('false: nobody can approve sending a provisioned secret.'),
});

const families = z
  .array(z.enum(['credentials', 'keys', 'payment', 'wallets']))
  .min(1, { error: 'name at least one family; a detector is turned off per route (dlp.outbound_detectors)' })
  .describe(
    'Groups of token formats. payment: card numbers and IBANs; wallets: seed phrases and wallet keys; both off by default.',
  );

const limits = z.strictObject({
  header_bytes: z
    .int()
    .min(KIB)
    .max(MIB)
    .default(32 * KIB)
    .describe('The head of a request.'),
  buffer_bytes: bytes(GIB)
    .default(MIB)
    .describe('A body in memory; larger ones are refused until they can spool to disk.'),
  body_bytes: bytes(1024 * GIB)
    .default(GIB)
    .describe('A body at all; past it 403 body_too_large.'),
  decoded_bytes: bytes(4 * GIB)
    .default(64 * MIB)
    .describe('Output of decoding the content codings of one body.'),
  held_bytes: bytes(1024 * GIB)
    .default(64 * MIB)
    .describe('Memory of all held requests together.'),
  spool_bytes: notYetAtAll('disk of all spooled bodies together'),
  spool_dir: notYetAtAll('where bodies spool'),
  websocket_message_bytes: bytes(64 * MIB)
    .default(MIB)
    .describe('One WebSocket message, in either direction; past it the connection is closed (1009).'),
});

const resolve = z.record(z.string(), z.string()).transform((entries, ctx): readonly ResolveEntry[] =>
  Object.entries(entries).flatMap(([key, value]) => {
    const entry = resolveEntry(key, value);
    if (typeof entry !== 'string') return [entry];
    ctx.addIssue({ code: 'custom', message: entry, path: [key] });
    return [];
  }),
);

const upstream = z.strictObject({
  ca_files: z.array(filePath).default([]).describe('PEM files with further roots to trust upstream.'),
  resolve: resolve
    .prefault({})
    .describe('Where to connect instead of asking DNS: { "api.example.com:443": "127.0.0.1:9443" }.'),
  allow_private: z
    .array(cidr)
    .prefault([])
    .describe(
      'Networks that may be dialled although they are private or special. A metadata address must be listed by itself.',
    ),
  proxy: notYetNull('a further proxy on the way out'),
});

const auth = z.strictObject({
  header: authHeader.prefault('authorization').describe('The header that the gateway sets.'),
  value: z.string().min(1).describe(`Its value; \${NAME} is replaced from the environment.`),
  only: notYetTrue('refuse any other credential to this route (foreign_credential)'),
});

const dlp = z.strictObject({
  outbound_detectors: z
    .array(z.enum(['token_patterns', 'known_secrets', 'crlf']))
    .default(['token_patterns', 'known_secrets', 'crlf'])
    .describe('What looks through requests on this route; [] turns all off.'),
  inbound_detectors: z
    .array(z.enum(['prompt_injection']))
    .default(['prompt_injection'])
    .describe('What looks through answers on this route; [] turns it off, and byte ranges on again.'),
});

export const routeSchema = z.strictObject({
  host: hostPattern.describe(
    'api.example.com, or *.example.com for its subdomains; an IP address only as itself.',
  ),
  schemes: z
    .array(z.enum(['https', 'http']))
    .min(1)
    .default(['https'])
    .describe('http only where listed.'),
  ports: z.array(port).min(1).optional().describe('Default: 443 for https, 80 for http.'),
  methods: z.array(method).prefault([]).describe('Empty: all but TRACE and CONNECT.'),
  paths: z
    .array(pathPattern)
    .min(1)
    .prefault(['/**'])
    .describe(
      '* within a segment, ** across. A path that servers may read in more than one way (dot segments, encoded slashes) passes only with /**.',
    ),
  websocket: z
    .boolean()
    .default(false)
    .describe(
      'Let WebSocket handshakes through; every message is inspected, and none can wait for an answer.',
    ),
  git_push: z.enum(['block', 'allow']).default('block').describe('Pushes over git’s smart HTTP protocol.'),
  auth: auth.optional().describe('A credential that the gateway adds, so that the bottle never holds it.'),
  dlp: dlp.prefault({}),
});

export const configSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }).describe('Of this format.'),
  bottle: slug.nullable().default(null).describe('Slug of the bottle. SUPERVISE_BOTTLE_SLUG wins.'),
  queue: queueUrl.nullable().prefault(null).describe('The queue, as file:FOLDER. SUPERVISE_QUEUE_DIR wins.'),
  listen: listenAddress
    .prefault('127.0.0.1:8080')
    .describe('Where the proxy listens; port 0 picks a free one.'),
  control: filePath
    .default('./.decant/control.sock')
    .describe('Unix socket for safe tokens, reload and status.'),
  ca: z
    .strictObject({
      dir: filePath.default('./.decant/ca').describe('Made on first start, for the owner only.'),
    })
    .prefault({}),
  web: z
    .strictObject({
      listen: loopbackAddress
        .optional()
        .describe(
          'Where the web UI listens: a loopback address. Default: 127.0.0.1:8090, or any free port where that is taken.',
        ),
    })
    .nullable()
    .prefault({})
    .describe('The web UI of up and run; null turns it off.'),
  admin: notYetNull('where /healthz, /readyz and /metrics are served'),
  mcp: notYetNull('the MCP server for agents'),
  workers: z.literal(1, { error: NOT_YET }).default(1).describe('Only 1: more are not supported yet.'),
  hold: hold.prefault({}),
  queue_access: z
    .strictObject({
      operator_uids: z
        .array(z.union([z.literal('self'), z.int().min(0)], { error: 'expected self or a uid' }))
        .min(1)
        .default(['self'])
        .describe('Whose answers count.'),
      group: z
        .union([z.string().min(1), z.int().min(0), z.null()], {
          error: 'expected the name or number of a group',
        })
        .default(null)
        .describe('Name or number of a group that may read the queue.'),
    })
    .prefault({}),
  notify: notifySchema,
  safe_tokens: z
    .strictObject({
      scope: z
        .enum(['bottle', 'host'])
        .default('bottle')
        .describe(
          'What an approved value is safe for: every allowed host, or the destination it was shown with.',
        ),
    })
    .prefault({}),
  secrets: secrets.prefault({}),
  detection: z
    .strictObject({
      families: families
        .default(['credentials', 'keys'])
        .describe('What is looked for. payment and wallets are not supported yet.'),
    })
    .prefault({}),
  limits: limits.prefault({}),
  upstream: upstream.prefault({}),
  routes: z.array(routeSchema).prefault([]).describe('First match wins; none: everything is refused.'),
});

/** What the schema makes of a document: complete, not yet with absolute paths or replaced variables. */
export type ParsedDocument = z.output<typeof configSchema>;
