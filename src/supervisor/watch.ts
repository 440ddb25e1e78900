import type { CloseReason } from '../core/approval/proposal.ts';
import type { QueuedProposal, SupervisorQueue } from '../core/approval/queue-port.ts';
import type { ResponseStatus } from '../core/approval/response.ts';

export type ProposalEvent =
  | { readonly event: 'open'; readonly proposal: QueuedProposal }
  /** Waiters came or went, or an answer lies there. */
  | { readonly event: 'changed'; readonly proposal: QueuedProposal }
  | {
      readonly event: 'closed';
      readonly id: string;
      /** Null where the archive does not tell. */
      readonly reason: CloseReason | null;
      readonly status: ResponseStatus | null;
    };

/** How many closed proposals are looked through for how one ended. */
const LOOK_BACK = 100;

/** A queue that takes longer to list has thousands of proposals: who watches it does not list without a pause. */
const LONG_LIST_MS = 50;
const MAX_REST_MS = 1_000;

/** The difference between what was open before (`seen`, at first) and what is open now, told as events. */
export async function* watchProposals(
  queue: SupervisorQueue,
  signal: AbortSignal,
  seen: readonly QueuedProposal[] = [],
): AsyncGenerator<ProposalEvent, void, undefined> {
  const bell = createBell(signal);
  const stop = await queue.watch(bell.ring);
  try {
    let known = new Map<string, QueuedProposal>(seen.map((item) => [item.proposal.id, item]));
    while (!signal.aborted) {
      bell.silence();
      const began = performance.now();
      const now = new Map<string, QueuedProposal>();
      for (const item of await queue.list()) now.set(item.proposal.id, item);
      const took = performance.now() - began;
      yield* opened(known, now);
      yield* closed(queue, known, now);
      known = now;
      await bell.rung();
      if (took > LONG_LIST_MS) await rest(Math.min(took, MAX_REST_MS), signal);
    }
  } finally {
    stop();
  }
}

function* opened(
  before: ReadonlyMap<string, QueuedProposal>,
  now: ReadonlyMap<string, QueuedProposal>,
): Generator<ProposalEvent, void, undefined> {
  for (const [id, proposal] of now) {
    const earlier = before.get(id);
    if (earlier === undefined) yield { event: 'open', proposal };
    else if (!isSame(earlier, proposal)) yield { event: 'changed', proposal };
  }
}

async function* closed(
  queue: SupervisorQueue,
  before: ReadonlyMap<string, QueuedProposal>,
  now: ReadonlyMap<string, QueuedProposal>,
): AsyncGenerator<ProposalEvent, void, undefined> {
  const gone = [...before.keys()].filter((id) => !now.has(id));
  if (gone.length === 0) return;
  const archive = await queue.history({ limit: LOOK_BACK });
  for (const id of gone) {
    const end = archive.find((item) => item.proposal.id === id);
    yield {
      event: 'closed',
      id,
      reason: end?.outcome?.reason ?? null,
      status: end?.response?.status ?? null,
    };
  }
}

function isSame(a: QueuedProposal, b: QueuedProposal): boolean {
  if (a === b) return true;
  const isAlike = a.answered === b.answered && a.digest === b.digest;
  return isAlike && JSON.stringify(a.state) === JSON.stringify(b.state);
}

/** Remembers that it was rung while nobody listened, so that no change falls between two looks. */
function createBell(signal: AbortSignal): { ring(): void; silence(): void; rung(): Promise<void> } {
  let isRung = false;
  let wake: (() => void) | null = null;
  const ring = (): void => {
    isRung = true;
    wake?.();
  };
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    silence() {
      isRung = false;
    },
    rung() {
      return new Promise((resolve) => {
        if (isRung || signal.aborted) resolve();
        else wake = resolve;
      });
    },
  };
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
