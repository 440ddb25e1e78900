import type { DecisionEntry } from '../../core/approval/decision-log.ts';
import type { Destination, ValueKey } from '../../core/approval/hold-events.ts';
import type { ProposalId } from '../../core/approval/proposal.ts';
import { type GatewayQueue, QueueError } from '../../core/approval/queue-port.ts';
import type { Response } from '../../core/approval/response.ts';
import { fingerprintOf } from '../../core/approval/value-key.ts';
import { codeOf } from '../../core/error-code.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Log } from '../log-entry.ts';

/** Uses of the same value within this time are one line: a busy one would fill the log, and its writer's time. */
const COUNTING_MS = 1_000;

/** What an answer was about. */
export interface Subject {
  readonly proposal: ProposalId;
  readonly digest: string | null;
  readonly key: ValueKey;
  readonly destination: Destination;
}

export interface DecisionLedgerOptions {
  readonly queue: Pick<GatewayQueue, 'record'>;
  readonly bottle: string;
  /** A person may have pasted what nobody is to see. */
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  readonly log: Log;
}

interface Uses {
  readonly fingerprint: string;
  readonly destination: Destination;
  requests: number;
}

/** What the gateway adds to the decision log: answers that it acts on, uses of approved values, revocations. */
export class DecisionLedger {
  readonly #options: DecisionLedgerOptions;
  readonly #uses = new Map<string, Uses>();
  readonly #pending = new Set<Promise<boolean>>();
  #timer: Timer | null = null;

  constructor(options: DecisionLedgerOptions) {
    this.#options = options;
  }

  /** False where it could not be written: then nothing may come of an approval. */
  applied(subject: Subject, response: Response): Promise<boolean> {
    const { redact } = this.#options;
    return this.#record({
      ...this.#decision(subject),
      status: response.status,
      by: response.decided_by === undefined ? null : redact(response.decided_by),
      reason: redact(response.notes),
      scope: response.scope ?? null,
    });
  }

  malformed(subject: Subject): void {
    const nobody = { status: 'malformed', by: null, reason: null, scope: null } as const;
    void this.#record({ ...this.#decision(subject), ...nobody });
  }

  revoked(fingerprint: string | 'all', approvals: number, by: string | null): void {
    const { bottle, redact } = this.#options;
    void this.#record({
      event: 'revoked',
      at: this.#now(),
      bottle,
      fingerprint,
      approvals,
      by: by === null ? null : redact(by),
    });
  }

  /** One request left with these values. */
  used(keys: Iterable<ValueKey>, destination: Destination): void {
    for (const key of keys) {
      const fingerprint = fingerprintOf(key);
      const name = `${fingerprint} ${destination}`;
      const uses = this.#uses.get(name) ?? { fingerprint, destination, requests: 0 };
      uses.requests += 1;
      this.#uses.set(name, uses);
    }
    if (this.#uses.size > 0) this.#timer ??= this.#options.clock.after(COUNTING_MS, () => this.#writeUses());
  }

  /** Resolves when all of it is written, or could not be. */
  async settle(): Promise<void> {
    this.#timer?.cancel();
    this.#writeUses();
    await Promise.all(this.#pending);
  }

  #writeUses(): void {
    this.#timer = null;
    const { bottle, redact } = this.#options;
    const at = this.#now();
    const entries = [...this.#uses.values()].map(
      (uses): DecisionEntry => ({
        event: 'used',
        at,
        bottle,
        ...uses,
        destination: redact(uses.destination),
      }),
    );
    this.#uses.clear();
    if (entries.length > 0) void this.#record(...entries);
  }

  #decision({ proposal, digest, key, destination }: Subject) {
    return {
      event: 'applied',
      at: this.#now(),
      proposal,
      digest,
      bottle: this.#options.bottle,
      tool: 'egress-token-allow',
      fingerprint: fingerprintOf(key),
      // A label of the host may be what was found.
      destination: this.#options.redact(destination),
    } as const;
  }

  #record(...entries: readonly DecisionEntry[]): Promise<boolean> {
    const written = this.#options.queue.record(entries).then(
      () => true,
      (error: unknown) => {
        const code = error instanceof QueueError ? error.code : codeOf(error);
        const proposal = entries.find((entry) => 'proposal' in entry)?.proposal ?? null;
        this.#options.log({ event: 'queue_fault', level: 'error', operation: 'record', code, proposal });
        return false;
      },
    );
    this.#pending.add(written);
    void written.finally(() => this.#pending.delete(written));
    return written;
  }

  #now(): string {
    return new Date(this.#options.clock.wall()).toISOString();
  }
}
