import { QueueError } from '../../core/approval/queue-port.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import { type Untimed, wordsFor } from './feed.ts';
import type { Effect, Event } from './state/events.ts';
import { HISTORY_PAGE } from './state/history.ts';
import { decisionWords } from './state/words.ts';

export interface EffectContext {
  readonly supervisor: Pick<Supervisor, 'decide' | 'history' | 'find'>;
  readonly operator: string;
}

/** Asks the queue for what the view wants; a queue that fails is an event like any other. */
export async function runEffect(effect: Effect, context: EffectContext): Promise<Untimed<Event> | null> {
  switch (effect.kind) {
    case 'decide':
      return await decide(effect, context);
    case 'look_up':
      return await lookUp(effect.id, context);
    case 'read_history':
      return await readHistory(effect.before, context);
    default:
      return null;
  }
}

async function decide(
  { request }: Extract<Effect, { readonly kind: 'decide' }>,
  { supervisor, operator }: EffectContext,
): Promise<Untimed<Event>> {
  const signed = { ...request, decidedBy: operator };
  try {
    return { kind: 'decided', request: signed, result: await supervisor.decide(signed) };
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    return { kind: 'decision_failed', id: request.id, reason: wordsFor(error) };
  }
}

async function lookUp(id: string, { supervisor }: EffectContext): Promise<Untimed<Event> | null> {
  try {
    const found = await supervisor.find(id);
    if (found.kind !== 'archived') return null;
    const { response, outcome } = found.proposal;
    const how = response === null ? (outcome?.reason ?? 'without an answer') : decisionWords(response);
    return { kind: 'told_end', id, how };
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    return null;
  }
}

async function readHistory(before: string | null, { supervisor }: EffectContext): Promise<Untimed<Event>> {
  try {
    const items = await supervisor.history({ limit: HISTORY_PAGE, ...(before === null ? {} : { before }) });
    return { kind: 'history_read', items, isLast: items.length < HISTORY_PAGE };
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    return { kind: 'history_failed', reason: wordsFor(error) };
  }
}
