import { type QueuedProposal, QueueError } from '../../core/approval/queue-port.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import type { ProposalEvent } from '../../supervisor/watch.ts';
import type { TuiClock } from './clock.ts';
import type { Closing, Event } from './state/events.ts';

/** After the queue was lost it is looked for this often. */
const RETRY_MS = 1_000;

/** Changes that come within this time are told as one: a flood is one new list, not ten thousand. */
const GATHER_MS = 30;

type Told = Extract<Event, { readonly kind: 'queue_read' | 'queue_changed' | 'queue_lost' }>;
/** An event, before its time is put on it. */
export type Untimed<E> = E extends Event ? Omit<E, 'at'> : never;

/** Follows the queue until `signal` aborts, through its disappearance and return. */
export async function followQueue(
  supervisor: Pick<Supervisor, 'list' | 'watch'>,
  clock: TuiClock,
  signal: AbortSignal,
  tell: (event: Untimed<Told>) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const items = await supervisor.list();
      if (signal.aborted) return;
      tell({ kind: 'queue_read', items });
      const gathered = gather(clock, tell);
      for await (const event of supervisor.watch(signal, items)) gathered(event);
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      tell({ kind: 'queue_lost', reason: wordsFor(error) });
      await pause(clock, signal);
    }
  }
}

/** A queue that fails says so in a code and an errno name: nothing else of it is shown. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof QueueError)) return 'an unforeseen fault';
  return error.code === 'gone' ? 'its directory is gone' : `${error.code}, ${error.detail}`;
}

function gather(clock: TuiClock, tell: (event: Untimed<Told>) => void): (event: ProposalEvent) => void {
  let updated: QueuedProposal[] = [];
  let closed: Closing[] = [];
  let isArmed = false;
  return (event) => {
    if (event.event === 'closed') closed.push({ id: event.id, how: howOf(event) });
    else updated.push(event.proposal);
    if (isArmed) return;
    isArmed = true;
    clock.after(GATHER_MS, () => {
      isArmed = false;
      const change = { kind: 'queue_changed', updated, closed } as const;
      updated = [];
      closed = [];
      tell(change);
    });
  };
}

function howOf({ reason, status }: Extract<ProposalEvent, { readonly event: 'closed' }>): string {
  return status ?? reason ?? 'closed';
}

function pause(clock: TuiClock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(RETRY_MS, done);
    function done(): void {
      signal.removeEventListener('abort', done);
      cancel();
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
