import type { ErrorWire } from '../../../src/operator/web/wire.ts';

/** An answer that was no 2xx, or none at all (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorWire;

  constructor(status: number, body: ErrorWire) {
    super(body.error);
    this.status = status;
    this.body = body;
  }
}

type Method = 'GET' | 'POST' | 'DELETE';

/** One call of the web API. Changes carry the header that no form can send. */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = method === 'GET' ? {} : { 'x-decant': '1' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError(0, { error: 'unreachable' });
  }
  const content: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, errorOf(content));
  return content as T;
}

function errorOf(content: unknown): ErrorWire {
  return typeof content === 'object' && content !== null && 'error' in content
    ? (content as ErrorWire)
    : { error: 'not_understood' };
}

/** Opens the session. The token stands in the fragment, which no server and no log sees; it is taken out of the address at once. */
export async function openSession(): Promise<boolean> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (location.hash !== '') history.replaceState(null, '', location.pathname);
  if (token !== null) {
    try {
      await call('POST', '/api/session', { token });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 0) throw error;
    }
  }
  // A link that was used already still leads on in the browser that used it.
  try {
    await call('GET', '/api/status');
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}
