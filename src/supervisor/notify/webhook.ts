import { createHmac } from 'node:crypto';
import type { Payload } from './payloads.ts';

export interface WebhookOptions {
  /** May be a secret: it appears in no message. */
  readonly url: string;
  /** Key of the signature; null: none. */
  readonly secret: Buffer | null;
  readonly timeoutMs: number;
}

export type Delivery =
  | { readonly kind: 'delivered' }
  /** It may work later. `code` is ours. */
  | { readonly kind: 'again'; readonly code: string }
  | { readonly kind: 'refused'; readonly code: string };

/**
 * One attempt to POST a payload. Signed ones carry `x-decant-timestamp` (seconds of the epoch) and
 * `x-decant-signature: v1=<hex>`, the HMAC-SHA256 over the timestamp, a full stop and the body. `x-decant-delivery` is the
 * same for all attempts of one notification.
 */
export async function post(
  options: WebhookOptions,
  payload: Payload,
  delivery: { readonly id: string; readonly now: Date },
): Promise<Delivery> {
  try {
    const response = await fetch(options.url, {
      method: 'POST',
      headers: { ...payload.headers, 'user-agent': 'decant', ...signatureOf(options, payload, delivery) },
      body: payload.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    await response.body?.cancel();
    return verdictOf(response.status);
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return { kind: 'again', code: isTimeout ? 'timeout' : 'connect' };
  }
}

function signatureOf(
  { secret }: WebhookOptions,
  { body }: Payload,
  { id, now }: { readonly id: string; readonly now: Date },
): Readonly<Record<string, string>> {
  const headers = { 'x-decant-delivery': id };
  if (secret === null) return headers;
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { ...headers, 'x-decant-timestamp': timestamp, 'x-decant-signature': `v1=${hmac}` };
}

function verdictOf(status: number): Delivery {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const code = `status_${status}`;
  const mayWork = status === 408 || status === 425 || status === 429 || status >= 500;
  return { kind: mayWork ? 'again' : 'refused', code };
}
