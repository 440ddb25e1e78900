import { type IncomingMessage, request } from 'node:http';
import { z } from 'zod';

/**
 * - `unreachable`: no gateway answers at the socket;
 * - `not_permitted`: the socket belongs to another user;
 * - `not_found`: the gateway knows no such thing;
 * - `refused`: the gateway answered no (a reload of a faulty configuration);
 * - `protocol`: what answers is no gateway of ours.
 */
export type ControlErrorCode = 'unreachable' | 'not_permitted' | 'not_found' | 'refused' | 'protocol';

/** A call that the gateway did not answer as asked. The message is our own words. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;
  /** What the gateway says is wrong, for `refused`; text from outside. */
  readonly detail: string | null;

  constructor(code: ControlErrorCode, detail: string | null = null) {
    super(`control socket: ${code}`);
    this.code = code;
    this.detail = detail;
  }
}

/** An answer larger than this is no answer of ours. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const DEADLINE_MS = 10_000;

const statusSchema = z.looseObject({ proxy: z.string().optional() });
export type GatewayStatus = z.infer<typeof statusSchema>;

const safeTokenSchema = z.looseObject({
  fingerprint: z.string(),
  /** Null: any allowed destination. */
  destination: z.string().nullable(),
  expires_in_seconds: z.number().nullable(),
  uses_left: z.number().nullable(),
  since: z.string(),
  kind: z.string().nullable(),
  secret_name: z.string().nullable(),
});
export type SafeToken = z.infer<typeof safeTokenSchema>;
const safeListSchema = z.object({ safe: z.array(safeTokenSchema) });

const revokedSchema = z.object({ revoked: z.number().int().nonnegative() });
const reloadedSchema = z.looseObject({ restart_needed: z.array(z.string()) });
const refusalSchema = z.looseObject({ message: z.string() });

/** A client of a running gateway's control socket: HTTP/1.1 with JSON bodies over a unix socket. */
export class ControlClient {
  readonly #socketPath: string;
  readonly #operator: string | null;

  /** @param operator who asks, for the decision log */
  constructor(socketPath: string, operator: string | null = null) {
    this.#socketPath = socketPath;
    this.#operator = operator;
  }

  async status(): Promise<GatewayStatus> {
    return parse(statusSchema, await this.#call('GET', '/status'));
  }

  async safeTokens(): Promise<readonly SafeToken[]> {
    return parse(safeListSchema, await this.#call('GET', '/safe')).safe;
  }

  /** Takes back the approvals of one value; resolves to how many there were. Rejects with `not_found`. */
  async revoke(fingerprint: string): Promise<number> {
    const path = `/safe/${encodeURIComponent(fingerprint)}`;
    return parse(revokedSchema, await this.#call('DELETE', path)).revoked;
  }

  async revokeAll(): Promise<number> {
    return parse(revokedSchema, await this.#call('DELETE', '/safe')).revoked;
  }

  /** Resolves to the settings that changed and act only after a restart. Rejects with `refused`. */
  async reload(): Promise<readonly string[]> {
    return parse(reloadedSchema, await this.#call('POST', '/reload')).restart_needed;
  }

  async #call(method: string, path: string): Promise<unknown> {
    const { status, text } = await exchange(this.#socketPath, method, path, this.#operator);
    const body = parseJson(text);
    if (status >= 200 && status < 300) return body;
    if (status === 404) throw new ControlError('not_found');
    const refusal = refusalSchema.safeParse(body);
    throw new ControlError('refused', refusal.success ? refusal.data.message : null);
  }
}

function exchange(
  socketPath: string,
  method: string,
  path: string,
  operator: string | null,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath,
        method,
        path,
        headers: {
          host: 'localhost',
          'content-length': '0',
          connection: 'close',
          ...(operator === null ? {} : { 'x-decant-operator': encodeURIComponent(operator) }),
        },
        signal: AbortSignal.timeout(DEADLINE_MS),
      },
      (answer) => {
        readAnswer(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject);
      },
    );
    call.on('error', (error) => reject(new ControlError(connectFault(error))));
    call.end();
  });
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer) {
      const buffer = Buffer.from(piece);
      bytes += buffer.length;
      if (bytes > MAX_ANSWER_BYTES) break;
      pieces.push(buffer);
    }
  } catch {
    throw new ControlError('protocol');
  }
  if (bytes > MAX_ANSWER_BYTES) throw new ControlError('protocol');
  return Buffer.concat(pieces).toString('utf8');
}

function connectFault(error: NodeJS.ErrnoException): ControlErrorCode {
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'not_permitted';
  return error.code?.startsWith('HPE_') === true ? 'protocol' : 'unreachable';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError('protocol');
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new ControlError('protocol');
  return result.data;
}
