import { type QueuedProposal, QueueError } from '../../core/approval/queue-port.ts';
import type { ProposalEvent } from '../../supervisor/watch.ts';
import type { EventWire } from './wire.ts';

/** Events that wait for one view; a view that has fallen further behind is given the whole list again. */
const MAX_BEHIND = 500;

const RETRY_MS = 1000;

export interface LiveFeedOptions {
  /** Open proposals, most urgent first. */
  readonly list: () => Promise<readonly QueuedProposal[]>;
  /** What opens, changes and closes after what was seen; ends when the signal aborts, fails with the queue. */
  readonly watch: (signal: AbortSignal, seen: readonly QueuedProposal[]) => AsyncIterable<ProposalEvent>;
  /** The first view came, or the last one left. */
  readonly onWatched: (watched: boolean) => void;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** One view's share of the feed. */
export interface Subscription {
  /** The next event; null: the feed has ended. */
  next(): Promise<EventWire | null>;
  readonly ended: boolean;
  end(): void;
}

/** One watch over the queue, told to all views. It runs while there is one. */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #subscribers = new Set<Subscriber>();
  #open = new Map<string, QueuedProposal>();
  /** The queue was read whole, so that what is known is all there is. */
  #loaded = false;
  #running: AbortController | null = null;
  #fault: string | null = null;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
  }

  get viewers(): number {
    return this.#subscribers.size;
  }

  /** Why the queue cannot be watched at the moment, or null. */
  get fault(): string | null {
    return this.#fault;
  }

  subscribe(): Subscription {
    const subscriber = new Subscriber(
      () => this.#snapshot(),
      () => this.#leave(subscriber),
    );
    this.#subscribers.add(subscriber);
    if (this.#loaded) subscriber.push(this.#snapshot());
    if (this.#running === null) this.#start();
    return subscriber;
  }

  tell(event: EventWire): void {
    for (const subscriber of this.#subscribers) subscriber.push(event);
  }

  end(): void {
    for (const subscriber of [...this.#subscribers]) subscriber.end();
  }

  #leave(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return;
    this.#running?.abort();
    this.#running = null;
    this.#loaded = false;
    this.#fault = null;
    this.#options.onWatched(false);
  }

  #start(): void {
    const running = new AbortController();
    this.#running = running;
    this.#options.onWatched(true);
    void this.#run(running.signal);
  }

  /** Never rejects: a queue that vanished is looked for again until it is back. */
  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#fault = error instanceof QueueError ? error.code : 'failed';
      }
      await this.#options.wait(RETRY_MS, signal);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const items = await this.#options.list();
    if (signal.aborted) return;
    this.#open = new Map(items.map((item) => [item.proposal.id, item]));
    this.#loaded = true;
    this.#fault = null;
    this.tell(this.#snapshot());
    for await (const event of this.#options.watch(signal, items)) {
      if (signal.aborted) return;
      this.#take(event);
    }
  }

  #snapshot(): EventWire {
    return { event: 'snapshot', data: { proposals: [...this.#open.values()] } };
  }

  #take(event: ProposalEvent): void {
    if (event.event === 'closed') {
      this.#open.delete(event.id);
      this.tell({ event: 'closed', data: { id: event.id, reason: event.reason, status: event.status } });
      return;
    }
    this.#open.set(event.proposal.proposal.id, event.proposal);
    this.tell({ event: event.event === 'open' ? 'opened' : 'changed', data: event.proposal });
  }
}

class Subscriber implements Subscription {
  readonly #snapshot: () => EventWire;
  readonly #onEnd: () => void;
  #waiting: EventWire[] = [];
  #wake: () => void = () => undefined;
  #ended = false;

  constructor(snapshot: () => EventWire, onEnd: () => void) {
    this.#snapshot = snapshot;
    this.#onEnd = onEnd;
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(event: EventWire): void {
    if (this.#waiting.length >= MAX_BEHIND) this.#waiting = [this.#snapshot()];
    else this.#waiting.push(event);
    this.#wake();
  }

  async next(): Promise<EventWire | null> {
    if (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#waiting.shift() ?? null;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#wake();
  }
}
