import type { DecisionEntry } from '../../core/approval/decision-log.ts';
import {
  digestOf,
  type Proposal,
  type ProposalId,
  type ProposalOutcome,
  type ProposalState,
  serialiseProposal,
} from '../../core/approval/proposal.ts';
import { type GatewayQueue, QueueError, type QueueListener } from '../../core/approval/queue-port.ts';
import { serialiseState } from '../../core/approval/state-files.ts';
import { Answers } from './answers.ts';
import { Archive } from './archive.ts';
import type { Closed } from './closing.ts';
import { Closings } from './closings.ts';
import type { DecisionLog } from './decision-log.ts';
import { checkDirectory, prepareDirectory } from './directory.ts';
import { readAnswer } from './entries.ts';
import { errnoOf, queueError } from './errno.ts';
import { LatestWriter } from './latest-writer.ts';
import { Monitor } from './monitor.ts';
import { fileName, parseFileName, temporaryPrefix } from './names.ts';
import { archiveOrphans, removeTemporaries } from './orphans.ts';
import { isAnybodyPresent } from './presence.ts';
import { probeDirectory } from './probe.ts';
import { writeProposal } from './publishing.ts';
import { MAX_STATE_BYTES } from './read-object.ts';
import { inQueue, type Store } from './store.ts';
import { removeQuietly, replaceFile } from './write-object.ts';

interface OpenProposal {
  readonly bytes: Buffer;
  /** Whether it came to stand in the queue: closing it, and showing its state, wait for that. */
  readonly published: Promise<boolean>;
  readonly state: LatestWriter<ProposalState>;
}

interface Session {
  readonly listener: QueueListener;
  readonly closings: Closings;
  /** How temporary names begin. */
  readonly prefix: string;
  failed: boolean;
}

/** The gateway's side of a queue directory. */
export class FileGatewayQueue implements GatewayQueue {
  readonly #store: Store;
  readonly #log: DecisionLog;
  readonly #answers: Answers;
  readonly #monitor: Monitor;
  readonly #open = new Map<ProposalId, OpenProposal>();
  readonly #closing = new Map<ProposalId, Promise<void>>();
  #session: Session | null = null;
  #presence: Promise<boolean> | null = null;

  constructor(store: Store, watches: boolean, log: DecisionLog) {
    this.#store = store;
    this.#log = log;
    this.#monitor = new Monitor(store, watches, {
      changed: (name) => this.#changed(name),
      lookAtAll: () => this.#answers.lookAtAll(),
      isWaiting: () => this.#answers.size > 0,
      failed: (error) => this.#fail(error),
    });
    this.#answers = new Answers({
      clock: store.clock,
      read: (id, digest) => readAnswer(store, id, digest),
      verify: () => this.#monitor.verify(),
      answered: (id, response) => this.#session?.listener.answered(id, response),
      malformed: (id, reason) => {
        store.log({ event: 'answer_malformed', id, detail: reason });
        this.#session?.listener.malformed(id, reason);
      },
      failed: (error) => this.#fail(error),
    });
  }

  get isStarted(): boolean {
    return this.#session !== null;
  }

  async start(bottle: string, listener: QueueListener): Promise<readonly ProposalId[]> {
    if (this.#session !== null) throw new QueueError('not_usable', 'started already');
    const store = this.#store;
    const prefix = temporaryPrefix(bottle);
    const archive = new Archive(store, prefix);
    const { identity } = await prepareDirectory(store, store.directory);
    await prepareDirectory(store, store.archive);
    let orphans: ProposalId[];
    try {
      await removeTemporaries(store, prefix);
      await probeDirectory(store, prefix);
      orphans = await archiveOrphans(store, archive, bottle);
    } catch (error) {
      throw queueError('not_usable', error);
    }
    const closings = new Closings(store, archive, () => this.#monitor.verify());
    this.#session = { listener, closings, prefix, failed: false };
    this.#monitor.begin(identity);
    return orphans;
  }

  async publish(proposal: Proposal): Promise<void> {
    const session = this.#running();
    const { id } = proposal;
    if (this.#open.has(id) || this.#closing.has(id)) throw new QueueError('exists', 'the id is in use');
    const bytes = serialiseProposal(proposal);
    const publishing = this.#publish(session, id, bytes);
    const published = publishing.then(
      () => true,
      () => false,
    );
    const state = new LatestWriter<ProposalState>(this.#store.clock, async (value) => {
      if (await published) await this.#writeState(id, value, session);
    });
    const open = { bytes, published, state };
    this.#open.set(id, open);
    try {
      await publishing;
    } catch (error) {
      this.#open.delete(id);
      throw error;
    }
    if (this.#open.get(id) !== open) return;
    this.#answers.add(id, digestOf(bytes));
    this.#monitor.arm();
  }

  async showState(id: ProposalId, state: ProposalState): Promise<void> {
    await this.#open.get(id)?.state.put(state);
  }

  close(id: ProposalId, outcome: ProposalOutcome): Promise<void> {
    const running = this.#closing.get(id);
    if (running !== undefined) return running;
    const open = this.#open.get(id);
    const session = this.#session;
    if (open === undefined || session === null) return Promise.resolve();
    this.#open.delete(id);
    const closing = this.#close(session, open, { id, outcome, original: open.bytes, resumed: false });
    this.#closing.set(id, closing);
    return closing;
  }

  /** Many requests that ask at the same moment look once. */
  async operatorPresent(): Promise<boolean> {
    this.#presence ??= isAnybodyPresent(this.#store).finally(() => {
      this.#presence = null;
    });
    try {
      return await this.#presence;
    } catch (error) {
      throw queueError('read_failed', error);
    }
  }

  async record(entries: readonly DecisionEntry[]): Promise<void> {
    this.#running();
    await this.#monitor.verify();
    await this.#log.append(entries);
  }

  async stop(): Promise<void> {
    this.#session = null;
    this.#monitor.end();
    this.#answers.clear();
    await Promise.allSettled(this.#closing.values());
    for (const open of this.#open.values()) {
      await open.published;
      await open.state.end();
    }
    this.#open.clear();
  }

  async #publish(session: Session, id: ProposalId, bytes: Buffer): Promise<void> {
    await this.#verifyOrRecover(session);
    await writeProposal(this.#store, session.prefix, id, bytes);
    if (session === this.#session && !session.failed) return;
    await removeQuietly(this.#store, inQueue(this.#store, fileName(id, 'proposal')));
    throw new QueueError('gone', 'the queue failed or was stopped meanwhile');
  }

  #running(): Session {
    if (this.#session === null) throw new QueueError('not_usable', 'not started');
    return this.#session;
  }

  /**
   * After a failure the next proposal finds out whether the directory can be used again. It must pass the checks of the
   * start, but need not be the same one: an operator may have had to make a new one. Nothing that lies in it is
   * honoured: what was open has been refused, and new proposals have new ids.
   */
  async #verifyOrRecover(session: Session): Promise<void> {
    if (!session.failed) {
      try {
        return await this.#monitor.verify();
      } catch (error) {
        const failure = queueError('not_usable', error);
        this.#fail(failure);
        throw failure;
      }
    }
    const { identity } = await checkDirectory(this.#store, this.#store.directory);
    await prepareDirectory(this.#store, this.#store.archive);
    this.#monitor.begin(identity);
    session.failed = false;
  }

  #fail(error: QueueError): void {
    const session = this.#session;
    if (session === null || session.failed) return;
    session.failed = true;
    this.#answers.clear();
    this.#monitor.end();
    session.listener.failed(error);
  }

  #changed(name: string): void {
    const entry = parseFileName(name);
    if (entry?.kind !== 'response') return;
    if (this.#answers.has(entry.id)) this.#answers.look(entry.id);
    else if (!this.#closing.has(entry.id)) void this.#session?.closings.tidyAnswer(entry.id);
  }

  async #close(session: Session, open: OpenProposal, closed: Closed): Promise<void> {
    try {
      const published = await open.published;
      await this.#answers.remove(closed.id);
      await open.state.end();
      if (published) await session.closings.close(closed);
    } catch (error) {
      throw new QueueError('archive_failed', errnoOf(error));
    } finally {
      this.#closing.delete(closed.id);
    }
  }

  async #writeState(id: ProposalId, state: ProposalState, session: Session): Promise<void> {
    let bytes = serialiseState(state);
    // A file that no reader would take tells nobody anything: the count stays, the list goes.
    if (bytes.length > MAX_STATE_BYTES) bytes = serialiseState({ ...state, waiters: [] });
    try {
      const path = inQueue(this.#store, fileName(id, 'state'));
      await replaceFile(this.#store, { path, bytes, prefix: session.prefix });
    } catch (error) {
      this.#store.log({ event: 'state_not_written', id, detail: errnoOf(error) });
    }
  }
}
