import type { Destination, ValueKey } from './hold-events.ts';
import type { Hold } from './holds.ts';
import type { ProposalId, ProposalState } from './proposal.ts';

/** An open proposal: may this value go to this destination? */
export interface Question {
  readonly id: ProposalId;
  readonly key: ValueKey;
  readonly destination: Destination;
  readonly expiresAt: number;
  /** What the proposal said an approval would open; a later setting does not widen it (I6). */
  readonly scope: 'bottle' | 'host';
  /** In the order in which they joined. */
  readonly waiters: Set<Hold>;
  requests: number;
}

/** The open proposals, by id, by value and by value and destination: of the last there is never more than one. */
export class Questions {
  readonly #byId = new Map<ProposalId, Question>();
  readonly #byValue = new Map<ValueKey, Map<Destination, Question>>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: ProposalId): Question | null {
    return this.#byId.get(id) ?? null;
  }

  find(key: ValueKey, destination: Destination): Question | null {
    return this.#byValue.get(key)?.get(destination) ?? null;
  }

  all(): readonly Question[] {
    return [...this.#byId.values()];
  }

  withValue(key: ValueKey): readonly Question[] {
    return [...(this.#byValue.get(key)?.values() ?? [])];
  }

  open(question: Omit<Question, 'waiters' | 'requests'>): Question {
    const opened: Question = { ...question, waiters: new Set(), requests: 0 };
    this.#byId.set(opened.id, opened);
    const siblings = this.#byValue.get(opened.key) ?? new Map<Destination, Question>();
    this.#byValue.set(opened.key, siblings.set(opened.destination, opened));
    return opened;
  }

  /** False where it waits there already. */
  join(question: Question, hold: Hold): boolean {
    if (question.waiters.has(hold)) return false;
    question.waiters.add(hold);
    question.requests++;
    hold.questions.set(question.key, question.id);
    return true;
  }

  leave(question: Question, hold: Hold): void {
    question.waiters.delete(hold);
    hold.questions.delete(question.key);
  }

  /** Nobody waits for it any more; returns who did. */
  remove(question: Question): readonly Hold[] {
    const waiters = [...question.waiters];
    for (const hold of waiters) this.leave(question, hold);
    this.#byId.delete(question.id);
    const siblings = this.#byValue.get(question.key);
    siblings?.delete(question.destination);
    if (siblings?.size === 0) this.#byValue.delete(question.key);
    return waiters;
  }
}

export function stateOfQuestion(question: Question): ProposalState {
  return { waiters: [...question.waiters].map((hold) => hold.waiter), requests: question.requests };
}
