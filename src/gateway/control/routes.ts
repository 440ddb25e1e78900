/** What the control socket answers to `GET /status`. Times and durations in seconds, sizes in bytes. */
export interface StatusReport {
  readonly bottle: string | null;
  /** `http://127.0.0.1:8080`. */
  readonly proxy: string;
  /** `file:/…`; null: unwired. */
  readonly queue: string | null;
  /** Requests that wait. */
  readonly held: number;
  /** Open proposals. */
  readonly pending: number;
  readonly held_bytes: number;
  readonly uptime_seconds: number;
}

/** One element of `{ "safe": […] }`, the answer to `GET /safe`. */
export interface SafeReport {
  readonly fingerprint: string;
  /** `https://api.example.com:443`; null: every allowed one. */
  readonly destination: string | null;
  readonly expires_in_seconds: number | null;
  readonly uses_left: number | null;
  /** RFC 3339, UTC. */
  readonly since: string;
  /** The proposal whose approval made it safe. */
  readonly proposal: string;
  readonly kind: string | null;
  readonly vendor: string | null;
  readonly secret_name: string | null;
}

export type ReloadAnswer =
  | { readonly ok: true; readonly restart_needed: readonly string[] }
  /** `message` is shown to the operator: no value, no remote text. */
  | { readonly ok: false; readonly message: string };

export interface ControlHandlers {
  status(): StatusReport;
  safe(): readonly SafeReport[];
  /** How many approvals of that fingerprint, or of all, were taken back; `by` is who says to have done it. */
  revoke(fingerprint: string | 'all', by: string | null): number;
  reload(): Promise<ReloadAnswer>;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * HTTP/1.1 with JSON bodies over the unix socket:
 *
 * - `GET /status` → {@link StatusReport}
 * - `GET /safe` → `{ "safe": [{@link SafeReport}] }`
 * - `DELETE /safe/<fingerprint>`, `DELETE /safe` → `{ "revoked": n }`; 404 where no such token is safe
 *   The field `x-decant-operator` names who does it, percent-encoded UTF-8, for the decision log.
 * - `POST /reload` → `{ "reloaded": true, "restart_needed": [names of settings] }`, or 422 `{ "error", "message" }`
 */
export async function answerControl(
  method: string,
  path: string,
  handlers: ControlHandlers,
  by: string | null = null,
): Promise<ControlAnswer> {
  const [, resource = '', argument, ...rest] = path.split('/');
  if (rest.length > 0 || path.includes('?')) return notFound;
  switch (`${method} ${resource}${argument === undefined ? '' : '/:'}`) {
    case 'GET status':
      return { status: 200, body: handlers.status() };
    case 'GET safe':
      return { status: 200, body: { safe: handlers.safe() } };
    case 'DELETE safe':
      return { status: 200, body: { revoked: handlers.revoke('all', by) } };
    case 'DELETE safe/:':
      return revokeOne(argument ?? '', handlers, by);
    case 'POST reload':
      return reload(handlers);
    default:
      return notFound;
  }
}

const notFound: ControlAnswer = { status: 404, body: { error: 'not_found' } };

function revokeOne(fingerprint: string, handlers: ControlHandlers, by: string | null): ControlAnswer {
  if (!/^[0-9a-f]{16}$/.test(fingerprint)) return notFound;
  const revoked = handlers.revoke(fingerprint, by);
  return revoked === 0 ? notFound : { status: 200, body: { revoked } };
}

async function reload(handlers: ControlHandlers): Promise<ControlAnswer> {
  const answer = await handlers.reload();
  if (!answer.ok) return { status: 422, body: { error: 'not_reloaded', message: answer.message } };
  return { status: 200, body: { reloaded: true, restart_needed: answer.restart_needed } };
}
