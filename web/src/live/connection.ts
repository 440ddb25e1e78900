import type { EventsWire, EventWire } from '../../../src/operator/web/wire.ts';
import { ApiError, call } from '../api/client.ts';

export type Connection = 'connecting' | 'live' | 'lost' | 'signed_out';

/** The server says something every 14 seconds at least. */
const SILENCE_MS = 40_000;
const RETRY_MS = 1500;

const NAMES: ReadonlyArray<keyof EventsWire> = [
  'snapshot',
  'opened',
  'changed',
  'closed',
  'status',
  'safe',
  'ping',
];

/** Holds the event stream open, whatever happens to it. Returns the function that ends it. */
export function follow(
  onEvent: (event: EventWire) => void,
  onState: (state: Connection) => void,
): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let over = false;

  const again = (): void => {
    source?.close();
    clearTimeout(timer);
    if (over) return;
    onState('lost');
    timer = window.setTimeout(() => void check(), RETRY_MS);
  };

  /** A stream says nothing about why it failed: ask. */
  const check = async (): Promise<void> => {
    try {
      await call('GET', '/api/status');
      open();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) onState('signed_out');
      else again();
    }
  };

  const heard = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(again, SILENCE_MS);
  };

  const open = (): void => {
    if (over) return;
    source = new EventSource('/api/events');
    for (const name of NAMES) {
      source.addEventListener(name, (message: MessageEvent<string>) => {
        heard();
        if (name === 'snapshot') onState('live');
        onEvent({ event: name, data: JSON.parse(message.data) });
      });
    }
    source.onerror = again;
    heard();
  };

  onState('connecting');
  open();
  return () => {
    over = true;
    clearTimeout(timer);
    source?.close();
  };
}
