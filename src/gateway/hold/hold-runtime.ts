import type {
  Destination,
  HoldCommand,
  HoldEvent,
  HoldFinding,
  HoldId,
  ValueKey,
} from '../../core/approval/hold-events.ts';
import type { HoldMachine } from '../../core/approval/hold-machine.ts';
import type { Proposal, ProposalId, Waiter } from '../../core/approval/proposal.ts';
import type { QueueListener } from '../../core/approval/queue-port.ts';
import type { Finding } from '../../core/detect/finding.ts';
import { codeOf } from '../../core/error-code.ts';
import type { BlockCode, Refusal } from '../../core/policy/refusal.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Log } from '../log-entry.ts';
import type { DecisionLedger, Subject } from './decision-ledger.ts';
import type { ProposalDesk } from './proposal-desk.ts';

/** What one scan of a request saw. */
export interface Sight {
  readonly findings: readonly Finding[];
  readonly excused: readonly Finding[];
}

export type Rejudgement =
  | ({ readonly kind: 'scanned' } & Sight)
  | { readonly kind: 'refused'; readonly code: BlockCode };

/** A request that wants to leave and has something in it that must be asked for, or was asked for before. */
export interface Candidate {
  readonly id: HoldId;
  readonly destination: Destination;
  readonly bytes: number;
  readonly waiter: Waiter;
  readonly sight: Sight;
  /** Scans the frozen bytes again under the policy and the safe tokens of this moment. */
  readonly rejudge: () => Rejudgement;
  /** The proposal that asks for one of its findings. */
  readonly describe: (id: ProposalId, key: ValueKey, finding: Finding, expiresAt: number) => Proposal;
}

export type HoldVerdict =
  | { readonly kind: 'release' }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  | { readonly kind: 'gone' };

export interface HoldRuntimeOptions {
  readonly machine: HoldMachine;
  /** Null: unwired; the machine then never publishes. */
  readonly desk: ((runtime: HoldRuntime) => ProposalDesk) | null;
  /** Null: nothing is recorded, as nothing is asked. */
  readonly ledger: DecisionLedger | null;
  /** Whether an operator is there to be asked; null: it does not matter (`hold.require_operator`). */
  readonly attendance: () => Promise<boolean> | null;
  readonly keyOf: (finding: Finding) => ValueKey;
  readonly newId: () => ProposalId;
  readonly clock: Clock;
  readonly log: Log;
}

/** One answer may release a thousand requests: their rescans take turns with other traffic (S8). */
const RESCAN_TURN_MS = 5;

interface Entry {
  /** Null: it cannot wait. */
  readonly candidate: Candidate | null;
  readonly destination: Destination;
  readonly settle: (verdict: HoldVerdict) => void;
  findings: ReadonlyMap<ValueKey, Finding>;
  excused: ReadonlySet<ValueKey>;
}

/**
 * Runs the hold machine: turns what happens into its events and its commands into deeds. Whatever goes wrong in a deed
 * ends as a refusal.
 */
export class HoldRuntime implements QueueListener {
  readonly #options: HoldRuntimeOptions;
  readonly #desk: ProposalDesk | null;
  readonly #entries = new Map<HoldId, Entry>();
  /** What each open proposal is about. */
  readonly #subjects = new Map<ProposalId, { readonly key: ValueKey; readonly destination: Destination }>();
  readonly #events: HoldEvent[] = [];
  /** Holds to be scanned again, first come first. */
  readonly #rescans: HoldId[] = [];
  #rescanTurn: NodeJS.Immediate | null = null;
  #running = false;
  #wake: Timer | null = null;

  constructor(options: HoldRuntimeOptions) {
    this.#options = options;
    this.#desk = options.desk === null ? null : options.desk(this);
  }

  /** Resolves once it is decided whether the request may leave. */
  submit(candidate: Candidate): Promise<HoldVerdict> {
    return new Promise((resolve) => {
      const { findings: found, excused } = candidate.sight;
      const findings = this.#keyed(found);
      this.#entries.set(candidate.id, {
        candidate,
        destination: candidate.destination,
        settle: resolve,
        findings,
        excused: new Set(this.#keyed(excused).keys()),
      });
      const attendance = found.length === 0 ? null : this.#options.attendance();
      if (attendance === null) this.#scanned(candidate, candidate.sight, findings);
      else void attendance.then((attended) => this.#admit(candidate, findings, attended));
    });
  }

  /**
   * For what cannot wait: released now, its approvals counted, or refused now, and nobody is asked (S12). The same
   * machine decides it, so that there is one set of safe tokens.
   */
  decideNow({ id, destination, sight }: Pick<Candidate, 'id' | 'destination' | 'sight'>): HoldVerdict {
    let verdict: HoldVerdict = { kind: 'gone' };
    const findings = this.#keyed(sight.findings);
    const settle = (decided: HoldVerdict): void => {
      verdict = decided;
    };
    const excused = new Set(this.#keyed(sight.excused).keys());
    this.#entries.set(id, { candidate: null, destination, settle, findings, excused });
    const waiter = {
      client: '',
      since: new Date(this.#options.clock.wall()).toISOString(),
      gives_up_at: null,
    };
    this.#scanned({ id, destination, bytes: 0, waiter }, sight, findings, { cannotWait: true });
    this.#entries.delete(id);
    return verdict;
  }

  clientGone(id: HoldId): void {
    if (!this.#entries.has(id)) return;
    this.#end(id, { kind: 'gone' });
    this.#feed({ type: 'client_gone', at: this.#now(), hold: id });
  }

  answered: QueueListener['answered'] = (publicId, response) => {
    const proposal = this.#desk?.machineId(publicId) ?? publicId;
    if (this.#desk?.agrees(proposal, response) !== true) {
      this.malformed(publicId, 'digest');
      return;
    }
    this.#options.log({ event: 'answered', level: 'info', proposal: publicId, status: response.status });
    const event = {
      type: 'answered',
      at: this.#now(),
      proposal,
      response: { ...response, proposal_id: proposal },
    } as const;
    const subject = this.#subjectOf(proposal, publicId);
    const { ledger } = this.#options;
    if (ledger === null || subject === null) this.#feed(event);
    else void ledger.applied(subject, response).then((isWritten) => this.#answered(event, isWritten));
  };

  malformed: QueueListener['malformed'] = (publicId) => {
    this.#options.log({ event: 'malformed_response', level: 'warn', proposal: publicId });
    const proposal = this.#desk?.machineId(publicId) ?? publicId;
    const subject = this.#subjectOf(proposal, publicId);
    if (subject !== null) this.#options.ledger?.malformed(subject);
    this.#feed({ type: 'malformed', at: this.#now(), proposal });
  };

  failed: QueueListener['failed'] = (error) => {
    const { code } = error;
    this.#options.log({ event: 'queue_fault', level: 'error', operation: 'watch', code, proposal: null });
    this.#feed({ type: 'queue_failed', at: this.#now() });
  };

  publishFailed(proposal: ProposalId): void {
    this.#subjects.delete(proposal);
    this.#feed({ type: 'publish_failed', at: this.#now(), proposal });
  }

  revoke(fingerprint: string | 'all'): void {
    this.#feed({ type: 'revoked', at: this.#now(), fingerprint });
  }

  /** Everything held is refused and every open proposal closed; resolves when the queue has taken it. */
  async shutdown(): Promise<void> {
    this.#feed({ type: 'shutdown', at: this.#now() });
    await this.#desk?.settle();
    await this.#options.ledger?.settle();
    this.#wake?.cancel();
    this.#wake = null;
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }

  #admit(candidate: Candidate, findings: ReadonlyMap<ValueKey, Finding>, attended: boolean): void {
    // The client may have left while we looked.
    if (!this.#entries.has(candidate.id)) return;
    this.#scanned(candidate, candidate.sight, findings, { unattended: !attended });
  }

  /** Without a line in the log that says who let it pass, nothing passes; a rejection needs none to hold. */
  #answered(event: Extract<HoldEvent, { type: 'answered' }>, isWritten: boolean): void {
    const { at, proposal, response } = event;
    if (isWritten || response.status === 'rejected') this.#feed(event);
    else this.#feed({ type: 'unrecorded', at, proposal });
  }

  #subjectOf(proposal: ProposalId, publicId: ProposalId): Subject | null {
    const subject = this.#subjects.get(proposal);
    if (subject === undefined) return null;
    return { ...subject, proposal: publicId, digest: this.#desk?.digest(proposal) ?? null };
  }

  #scanned(
    candidate: Pick<Candidate, 'id' | 'destination' | 'bytes' | 'waiter'>,
    sight: Sight,
    findings: ReadonlyMap<ValueKey, Finding>,
    more: { readonly unattended?: boolean; readonly cannotWait?: true } = {},
  ): void {
    this.#feed({
      type: 'scanned',
      at: this.#now(),
      hold: candidate.id,
      destination: candidate.destination,
      bytes: candidate.bytes,
      waiter: candidate.waiter,
      findings: [...findings].map(([key, finding]) => this.#holdFinding(key, finding, sight)),
      excused: [...this.#keyed(sight.excused).keys()],
      freshIds: more.cannotWait === true ? [] : [...findings].map(() => this.#options.newId()),
      ...more,
    });
  }

  /** The same value twice in a request is one question; one place of it that may not be approved decides for all. */
  #holdFinding(key: ValueKey, finding: Finding, sight: Sight): HoldFinding {
    const reserved = sight.findings.find((other) => !other.approvable && this.#options.keyOf(other) === key);
    return { key, detector: (reserved ?? finding).detector, approvable: reserved === undefined };
  }

  #keyed(findings: readonly Finding[]): ReadonlyMap<ValueKey, Finding> {
    const keyed = new Map<ValueKey, Finding>();
    for (const finding of findings) {
      const key = this.#options.keyOf(finding);
      if (!keyed.has(key)) keyed.set(key, finding);
    }
    return keyed;
  }

  /** Commands may raise events; they wait until all commands of the event before are carried out. */
  #feed(event: HoldEvent): void {
    this.#events.push(event);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        for (const command of this.#handle(next)) this.#execute(command);
      }
    } finally {
      this.#running = false;
    }
  }

  #handle(event: HoldEvent): readonly HoldCommand[] {
    try {
      return this.#options.machine.handle(event);
    } catch (error) {
      // A broken machine can hold nothing: everything in it fails closed.
      this.#fault('hold_machine', error);
      for (const id of [...this.#entries.keys()]) {
        const refusal: Refusal = {
          code: 'token_detected',
          outcome: 'queue_error',
          detector: null,
          proposal: null,
        };
        this.#end(id, { kind: 'refuse', refusal });
      }
      return [];
    }
  }

  #execute(command: HoldCommand): void {
    switch (command.type) {
      case 'publish':
        this.#publish(command);
        break;
      case 'show_state':
        this.#desk?.showState(command.proposal);
        break;
      case 'rescan':
        this.#rescans.push(command.hold);
        this.#rescanSoon();
        break;
      case 'release':
        this.#release(command.hold);
        break;
      case 'refuse': {
        const { code, outcome, detector } = command;
        const proposal = command.proposal === null ? null : this.#publicId(command.proposal);
        this.#end(command.hold, { kind: 'refuse', refusal: { code, outcome, detector, proposal } });
        break;
      }
      case 'close': {
        const { proposal, reason, state } = command;
        this.#subjects.delete(proposal);
        const closed_at = new Date(this.#options.clock.wall()).toISOString();
        this.#desk?.close(proposal, { version: 1, reason, closed_at, ...state });
        break;
      }
      case 'wake':
        this.#setWake(command.at);
    }
  }

  #publish({ proposal, hold, key, expiresAt }: Extract<HoldCommand, { type: 'publish' }>): void {
    const entry = this.#entries.get(hold);
    const finding = entry?.findings.get(key);
    const candidate = entry?.candidate ?? null;
    if (candidate === null || finding === undefined || this.#desk === null) {
      this.publishFailed(proposal);
      return;
    }
    this.#options.log({ event: 'proposed', level: 'info', proposal, exchange: candidate.id });
    this.#subjects.set(proposal, { key, destination: candidate.destination });
    this.#desk.publish(proposal, (publicId) => candidate.describe(publicId, key, finding, expiresAt));
  }

  #rescanSoon(): void {
    if (this.#rescanTurn !== null) return;
    this.#rescanTurn = setImmediate(() => {
      this.#rescanTurn = null;
      const until = this.#now() + RESCAN_TURN_MS;
      do {
        const hold = this.#rescans.shift();
        if (hold === undefined) return;
        this.#rescan(hold);
      } while (this.#now() < until);
      this.#rescanSoon();
    });
  }

  #rescan(hold: HoldId): void {
    const entry = this.#entries.get(hold);
    if (entry === undefined || entry.candidate === null) return;
    const result = this.#rejudge(entry.candidate);
    if (result.kind === 'refused') {
      this.#feed({ type: 'refused_on_rescan', at: this.#now(), hold, code: result.code });
      return;
    }
    entry.findings = this.#keyed(result.findings);
    entry.excused = new Set(this.#keyed(result.excused).keys());
    this.#scanned(entry.candidate, result, entry.findings);
  }

  #rejudge(candidate: Candidate): Rejudgement {
    try {
      return candidate.rejudge();
    } catch (error) {
      this.#fault('rescan', error);
      return { kind: 'refused', code: 'not_fully_inspected' };
    }
  }

  /** All its values are safe now, those that were so at its scan and those that have become so since. */
  #release(hold: HoldId): void {
    const entry = this.#entries.get(hold);
    if (entry === undefined) return;
    const keys = new Set([...entry.excused, ...entry.findings.keys()]);
    this.#options.ledger?.used(keys, entry.destination);
    this.#end(hold, { kind: 'release' });
  }

  #publicId(proposal: ProposalId): ProposalId {
    return this.#desk?.publicId(proposal) ?? proposal;
  }

  #end(id: HoldId, verdict: HoldVerdict): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.settle(verdict);
  }

  #setWake(at: number | null): void {
    this.#wake?.cancel();
    this.#wake = null;
    if (at === null) return;
    this.#wake = this.#options.clock.after(Math.max(0, Math.ceil(at - this.#now())), () => {
      this.#wake = null;
      this.#feed({ type: 'tick', at: this.#now() });
    });
  }

  #fault(where: string, error: unknown): void {
    this.#options.log({ event: 'internal_fault', level: 'error', where, code: codeOf(error) });
  }
}
