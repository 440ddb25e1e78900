import type { Outcome } from '../policy/refusal.ts';
import type { Unapproved } from './admission.ts';
import { reasonToRefuse } from './admission.ts';
import { approvalOf } from './approval-scope.ts';
import { CommandBatch } from './command-batch.ts';
import { Deadlines } from './deadlines.ts';
import type { Destination, HoldCommand, HoldEvent, HoldId, ValueKey } from './hold-events.ts';
import type { HoldRefusal } from './hold-refusal.ts';
import { momentRefusal, policyRefusal, tokenRefusal, wholeRefusal } from './hold-refusal.ts';
import type { HoldSettings } from './hold-settings.ts';
import type { Hold } from './holds.ts';
import { Holds, valuesOf } from './holds.ts';
import type { CloseReason, ProposalId, ProposalState } from './proposal.ts';
import type { Question } from './questions.ts';
import { Questions, stateOfQuestion } from './questions.ts';
import { Rejections } from './rejections.ts';
import type { Response } from './response.ts';
import type { SafeTokenView } from './safe-tokens.ts';
import { SafeTokens } from './safe-tokens.ts';
import { SeenCounts } from './seen-counts.ts';

export type { HoldSettings } from './hold-settings.ts';

type Scanned = Extract<HoldEvent, { type: 'scanned' }>;
type ProposalEvent = Extract<HoldEvent, { proposal: ProposalId }>;

type Due =
  | { readonly type: 'hold'; readonly hold: Hold }
  | { readonly type: 'proposal'; readonly question: Question }
  | { readonly type: 'approval'; readonly key: ValueKey; readonly id: string };

/** Who ends first where several end at the same time: a request that has waited its time was not answered, whatever else ended. */
const RANK: Readonly<Record<Due['type'], number>> = { hold: 0, proposal: 1, approval: 2 };

/**
 * Holds requests with unapproved values until each value is approved for the request's destination, or until
 * the request ends otherwise. Pure: events in, commands out; time is what the events say, and whatever was due
 * by then happens before the event itself. Events about holds and proposals that it does not know are late, and ignored.
 */
export class HoldMachine {
  #settings: HoldSettings;
  readonly #holds = new Holds();
  readonly #questions = new Questions();
  readonly #rejections = new Rejections();
  readonly #seen = new SeenCounts();
  readonly #deadlines = new Deadlines<Due>();
  readonly #safe = new SafeTokens({
    set: (id, at, key) => this.#deadlines.set(id, at, RANK.approval, { type: 'approval', key, id }),
    clear: (id) => this.#deadlines.delete(id),
  });
  readonly #batch = new CommandBatch();
  #now = Number.NEGATIVE_INFINITY;
  #wake: number | null = null;
  #stopped = false;

  constructor(settings: HoldSettings) {
    this.#settings = settings;
  }

  /** Deadlines that are running keep their end; proposals that are open keep the scope that they showed. */
  configure(settings: HoldSettings): void {
    this.#settings = settings;
  }

  handle(event: HoldEvent): readonly HoldCommand[] {
    this.#now = Math.max(this.#now, event.at);
    if (event.type === 'tick') this.#wake = null;
    this.#passTime();
    this.#on(event);
    this.#setWake();
    return this.#batch.take((command) => {
      if (command.type === 'show_state') return this.#questions.get(command.proposal) !== null;
      return command.type !== 'rescan' || this.#holds.get(command.hold) !== null;
    });
  }

  isSafe(key: ValueKey, destination: Destination, at: number): boolean {
    return this.#safe.isSafe(key, destination, at);
  }

  /** Null once the proposal is closed. */
  stateOf(proposal: ProposalId): ProposalState | null {
    const question = this.#questions.get(proposal);
    return question === null ? null : stateOfQuestion(question);
  }

  safeTokens(at: number): readonly SafeTokenView[] {
    return this.#safe.list(at);
  }

  counts(): { held: number; pending: number; heldBytes: number } {
    return { held: this.#holds.size, pending: this.#questions.size, heldBytes: this.#holds.bytes };
  }

  /** A request without anything to ask for went there: evidence for later questions, and no event of any hold. */
  passed(destination: Destination): void {
    this.#seen.count([], destination);
  }

  /** How many other requests than the one that asks had this value, and went to this destination. */
  seen(key: ValueKey, destination: Destination): { value: number; host: number } {
    return this.#seen.others(key, destination);
  }

  /** No approved value has gone there yet: what people are warned of (Q17). */
  isNewDestination(destination: Destination): boolean {
    return this.#seen.isNew(destination);
  }

  #on(event: HoldEvent): void {
    if ('proposal' in event) this.#onProposal(event);
    else if (event.type === 'scanned') this.#scanned(event);
    else if (event.type === 'refused_on_rescan') {
      this.#ifHeld(event.hold, (hold) => this.#refuse(hold, policyRefusal(event.code)));
    } else if (event.type === 'client_gone') this.#ifHeld(event.hold, (hold) => this.#forget(hold));
    else if (event.type === 'revoked') {
      for (const key of this.#safe.revoke(event.fingerprint)) this.#judge(key);
    } else if (event.type === 'queue_failed') this.#failAll('queue_error');
    else if (event.type === 'shutdown') {
      this.#stopped = true;
      this.#failAll('shutdown');
    }
  }

  #onProposal(event: ProposalEvent): void {
    const question = this.#questions.get(event.proposal);
    if (question === null) return;
    switch (event.type) {
      case 'answered':
        this.#answered(question, event.response);
        break;
      case 'malformed':
        this.#fail(question, 'malformed', 'malformed_response');
        break;
      case 'withdrawn':
        // Nobody decided, and nobody will decide this one: to the client that is the same as an expired question.
        this.#fail(question, 'withdrawn', 'expired');
        break;
      case 'unrecorded':
        this.#fail(question, 'withdrawn', 'queue_error');
        break;
      case 'publish_failed':
        // Not closed: the queue takes back what it failed to write, and archives what it could not at its next start.
        this.#fail(question, null, 'queue_error');
        break;
    }
  }

  #ifHeld(id: HoldId, act: (hold: Hold) => void): void {
    const hold = this.#holds.get(id);
    if (hold !== null) act(hold);
  }

  #ifOpen(id: ProposalId, act: (question: Question) => void): void {
    const question = this.#questions.get(id);
    if (question !== null) act(question);
  }

  #scanned(event: Scanned): void {
    const held = this.#holds.get(event.hold);
    if (held === null ? this.#holds.hasEnded(event.hold) : !held.rescanning) return;
    const destination = held?.destination ?? event.destination;
    const { unapproved, excused } = this.#sift(event, destination);
    if (held === null) this.#seen.count(new Set([...unapproved.keys(), ...excused]), destination);
    const outdated = [...excused].some((key) => !this.#safe.isSafe(key, destination, this.#now));
    if (unapproved.size === 0 && !outdated) {
      if (held !== null) this.#forget(held);
      this.#release(event.hold, destination, excused);
      return;
    }
    if (event.cannotWait === true) {
      const refusal = momentRefusal([...unapproved.values()][0]?.finding);
      this.#batch.add({ type: 'refuse', hold: event.hold, ...refusal });
      return;
    }
    const applicant = {
      held,
      destination,
      bytes: event.bytes,
      unapproved: [...unapproved.values()],
      unattended: event.unattended === true,
    };
    const refusal = reasonToRefuse(applicant, this.#house());
    if (refusal === null) this.#keep(held ?? this.#admit(event), unapproved, excused, outdated);
    else if (held !== null) this.#refuse(held, refusal);
    else this.#batch.add({ type: 'refuse', hold: event.hold, ...refusal });
  }

  /** One of each value. Of a value that stands twice, the finding that nobody may approve decides. */
  #sift(event: Scanned, destination: Destination) {
    const unapproved = new Map<ValueKey, Unapproved>();
    const excused = new Set(event.excused);
    event.findings.forEach((finding, index) => {
      if (this.#safe.isSafe(finding.key, destination, this.#now)) excused.add(finding.key);
      else if (!unapproved.has(finding.key) || !finding.approvable) {
        unapproved.set(finding.key, { finding, freshId: event.freshIds[index] });
      }
    });
    return { unapproved, excused };
  }

  #house() {
    return {
      settings: this.#settings,
      holds: this.#holds,
      questions: this.#questions,
      rejections: this.#rejections,
      stopped: this.#stopped,
      now: this.#now,
    };
  }

  #keep(
    hold: Hold,
    unapproved: ReadonlyMap<ValueKey, Unapproved>,
    excused: ReadonlySet<ValueKey>,
    outdated: boolean,
  ): void {
    this.#holds.setValues(
      hold,
      new Map([...unapproved].map(([key, { finding }]) => [key, finding])),
      excused,
    );
    hold.rescanning = outdated;
    // What was excused is so no more, and the report has no finding of it to ask with: the next one will.
    if (outdated) this.#batch.add({ type: 'rescan', hold: hold.id });
    else this.#ask(hold, unapproved);
  }

  #admit(event: Scanned): Hold {
    const deadline = this.#now + this.#settings.timeoutMs;
    const hold = this.#holds.add({
      id: event.hold,
      destination: event.destination,
      bytes: event.bytes,
      waiter: event.waiter,
      deadline,
    });
    this.#deadlines.set(holdTimer(hold), deadline, RANK.hold, { type: 'hold', hold });
    return hold;
  }

  /** Raises all questions of a request together, joining those that are open. */
  #ask(hold: Hold, unapproved: ReadonlyMap<ValueKey, Unapproved>): void {
    for (const [key, proposal] of hold.questions) {
      if (!unapproved.has(key)) this.#ifOpen(proposal, (question) => this.#leave(question, hold));
    }
    for (const [key, { freshId }] of unapproved) {
      const question = this.#questions.find(key, hold.destination) ?? this.#publish(hold, key, freshId);
      if (question !== null && this.#questions.join(question, hold)) {
        this.#batch.add({ type: 'show_state', proposal: question.id });
      }
    }
  }

  #publish(hold: Hold, key: ValueKey, id: ProposalId | undefined): Question | null {
    if (id === undefined) return null;
    const expiresAt = this.#now + this.#settings.proposalMs;
    const question = this.#questions.open({
      id,
      key,
      destination: hold.destination,
      expiresAt,
      scope: this.#settings.scope,
    });
    this.#deadlines.set(proposalTimer(question), expiresAt, RANK.proposal, { type: 'proposal', question });
    this.#batch.add({ type: 'publish', proposal: id, hold: hold.id, key, expiresAt });
    return question;
  }

  #answered(question: Question, response: Response): void {
    if (response.proposal_id !== question.id) {
      this.#fail(question, 'malformed', 'malformed_response');
    } else if (response.status === 'rejected') {
      const until = this.#now + this.#settings.rememberRejectionsMs;
      this.#rejections.remember(question.key, question.destination, { proposal: question.id, until });
      this.#fail(question, 'decided', 'rejected');
    } else {
      this.#close(question, 'decided');
      this.#approve(question, response);
    }
  }

  #approve(question: Question, response: Response): void {
    const { key } = question;
    this.#safe.add(approvalOf(question, response, this.#settings.scope, this.#now));
    for (const other of this.#questions.withValue(key)) {
      if (this.#safe.isSafe(key, other.destination, this.#now)) this.#close(other, 'superseded');
    }
    this.#judge(key);
  }

  /**
   * What this value may do has changed: every request with it, first come first, is scanned again where all its
   * values are safe now, and where one of them lost its approval and has to be asked for again.
   */
  #judge(key: ValueKey): void {
    for (const hold of this.#holds.withValue(key)) {
      if (hold.rescanning) continue;
      const unsafe = valuesOf(hold).filter((value) => !this.#safe.isSafe(value, hold.destination, this.#now));
      if (unsafe.length > 0 && unsafe.every((value) => hold.questions.has(value))) continue;
      hold.rescanning = true;
      this.#batch.add({ type: 'rescan', hold: hold.id });
    }
  }

  /** A third answer, mask and send, would enter here: a variant of `release` that names the values to be replaced. */
  #release(hold: HoldId, destination: Destination, excused: ReadonlySet<ValueKey>): void {
    this.#batch.add({ type: 'release', hold });
    if (excused.size > 0) this.#seen.released(destination);
    for (const key of excused) {
      if (this.#safe.consume(key, destination, this.#now)) this.#judge(key);
    }
  }

  #refuse(hold: Hold, refusal: HoldRefusal): void {
    this.#batch.add({ type: 'refuse', hold: hold.id, ...refusal });
    this.#forget(hold);
  }

  /** The questions that it waited for stay open: a late answer serves the retry (Q12). */
  #forget(hold: Hold): void {
    for (const proposal of [...hold.questions.values()]) {
      this.#ifOpen(proposal, (question) => this.#leave(question, hold));
    }
    this.#deadlines.delete(holdTimer(hold));
    this.#holds.remove(hold);
  }

  #leave(question: Question, hold: Hold): void {
    this.#questions.leave(question, hold);
    this.#batch.add({ type: 'show_state', proposal: question.id });
  }

  /** Ends a question, and with it everybody who waits for it. Without a reason nothing lies in the queue that could be closed. */
  #fail(question: Question, reason: CloseReason | null, outcome: Outcome): void {
    for (const hold of this.#close(question, reason)) {
      this.#refuse(hold, tokenRefusal(outcome, hold.findings.get(question.key), question.id));
    }
  }

  #failAll(outcome: 'queue_error' | 'shutdown'): void {
    const refusals = this.#holds.all().map((hold) => ({ hold, refusal: wholeRefusal(outcome, hold) }));
    for (const question of this.#questions.all()) this.#close(question, 'orphaned');
    for (const { hold, refusal } of refusals) this.#refuse(hold, refusal);
  }

  #close(question: Question, reason: CloseReason | null): readonly Hold[] {
    const state = stateOfQuestion(question);
    if (reason !== null) this.#batch.add({ type: 'close', proposal: question.id, reason, state });
    this.#deadlines.delete(proposalTimer(question));
    return this.#questions.remove(question);
  }

  #passTime(): void {
    for (let due = this.#takeDue(); due !== null; due = this.#takeDue()) {
      if (due.type === 'hold') this.#refuse(due.hold, wholeRefusal('hold_timeout', due.hold));
      else if (due.type === 'proposal') this.#fail(due.question, 'expired', 'expired');
      else {
        this.#safe.expire(due.key, due.id);
        this.#judge(due.key);
      }
    }
  }

  #takeDue(): Due | null {
    return this.#deadlines.takeDue(this.#now);
  }

  #setWake(): void {
    const next = this.#stopped ? null : this.#deadlines.next();
    if (next === this.#wake) return;
    this.#wake = next;
    this.#batch.add({ type: 'wake', at: next });
  }
}

function holdTimer(hold: Hold): string {
  return `hold ${hold.id}`;
}

function proposalTimer(question: Question): string {
  return `proposal ${question.id}`;
}
