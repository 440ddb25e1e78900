import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import type { NotifyEvent, NotifyFormat } from '../../core/policy/config.ts';
import type { Supervisor } from '../supervisor.ts';
import { type CommandHookOptions, runHook } from './command-hook.ts';
import { closedNotice, type Notice, proposedNotice } from './notice.ts';
import { type NotifyClock, Outbox, type OutboxNotice } from './outbox.ts';
import { payloadOf } from './payloads.ts';
import { type Delivery, post, type WebhookOptions } from './webhook.ts';

export type Recipient = { readonly events: readonly NotifyEvent[] } & (
  | ({ readonly kind: 'webhook'; readonly format: NotifyFormat } & WebhookOptions)
  | ({ readonly kind: 'command' } & CommandHookOptions)
);

export interface NotifierOptions {
  readonly supervisor: Supervisor;
  /** Questions of other bottles are told of by their own gateways. */
  readonly bottle: string;
  readonly recipients: readonly Recipient[];
  readonly newId: () => string;
  readonly now: () => Date;
  readonly clock: NotifyClock;
  /** `target`: index in the configuration. */
  readonly log: (notice: OutboxNotice & { readonly target: number }) => void;
}

interface Message {
  readonly id: string;
  readonly notice: Notice;
}

interface Desk {
  readonly recipient: Recipient;
  readonly outbox: Outbox<Message>;
}

/** Tells people who do not look that somebody has to answer, from now on until it is closed. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #desks: readonly Desk[];
  readonly #end = new AbortController();
  readonly #open = new Map<string, QueuedProposal>();

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#desks = options.recipients.map((recipient, target) => ({
      recipient,
      outbox: new Outbox<Message>({
        deliver: (message) => this.#deliver(recipient, message),
        clock: options.clock,
        log: (notice) => options.log({ ...notice, target }),
      }),
    }));
  }

  /** Follows the queue; what is open already was told of before. Resolves when it is closed, and never rejects. */
  async run(): Promise<void> {
    const { supervisor } = this.#options;
    while (!this.#end.signal.aborted) {
      try {
        const seen = [...this.#open.values()];
        for await (const event of supervisor.watch(this.#end.signal, seen)) {
          if (event.event === 'closed') this.#closed(event);
          else this.#opened(event.proposal, event.event === 'open');
        }
      } catch {
        // The queue is out of reach for now, and what it holds comes when it is back.
        await this.#pause();
      }
    }
  }

  /** Remembers what is open before the first look, so that a restart tells nobody twice. Never rejects. */
  async begin(): Promise<void> {
    try {
      for (const item of await this.#options.supervisor.list()) this.#open.set(item.proposal.id, item);
    } catch {
      // Rather told twice than not at all.
    }
  }

  close(): void {
    this.#end.abort();
    for (const { outbox } of this.#desks) outbox.close();
  }

  #opened(item: QueuedProposal, isNew: boolean): void {
    this.#open.set(item.proposal.id, item);
    if (isNew && !item.answered) this.#tell(proposedNotice(item, this.#options.now()), item);
  }

  #closed(event: Parameters<typeof closedNotice>[0]): void {
    const known = this.#open.get(event.id) ?? null;
    this.#open.delete(event.id);
    if (known !== null) this.#tell(closedNotice(event, known, this.#options.now()), known);
  }

  #tell(notice: Notice, item: QueuedProposal): void {
    if (item.proposal.bottle_slug !== this.#options.bottle) return;
    const message = { id: this.#options.newId(), notice };
    for (const { recipient, outbox } of this.#desks) {
      if (recipient.events.includes(notice.event)) outbox.put(message);
    }
  }

  #deliver(recipient: Recipient, { id, notice }: Message): Promise<Delivery> {
    if (recipient.kind === 'command') return runHook(recipient, `${JSON.stringify(notice)}\n`);
    return post(recipient, payloadOf(notice, recipient.format), { id, now: this.#options.now() });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(1_000, resolve);
      this.#end.signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }
}
