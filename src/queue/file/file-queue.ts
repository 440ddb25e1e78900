import { resolve } from 'node:path';
import { type GatewayQueue, QueueError, type SupervisorQueue } from '../../core/approval/queue-port.ts';
import { DecisionLog } from './decision-log.ts';
import type { FileSystem } from './file-system.ts';
import { FileGatewayQueue } from './gateway-side.ts';
import { ARCHIVE } from './names.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { type QueueClock, type QueueNotice, type Store, systemClock } from './store.ts';
import { FileSupervisorQueue } from './supervisor-side.ts';

export interface FileQueueOptions {
  readonly directory: string;
  /** Whose answers count. Directory and proposals may be of these or of this process's user. */
  readonly operatorUids: readonly number[];
  /** A group whose members take part too (id), or null: nobody but the owner. */
  readonly group: number | null;
  /** Where there is one, only answers that are keyed with it count (`hold.response_key_file`). */
  readonly responseKey?: Buffer | null;
  readonly log?: (notice: QueueNotice) => void;
  /** Whether the system's events speed things up; without them everything is polled. Default: true. */
  readonly watch?: boolean;
  readonly clock?: QueueClock;
  readonly fileSystem?: FileSystem;
}

/**
 * A queue in a directory: contract.md, "Queue directory". Nothing is touched before the first call.
 * Throws QueueError `not_usable` where the system knows no users.
 */
export function createFileQueue(options: FileQueueOptions): GatewayQueue & SupervisorQueue {
  const ownUid = process.geteuid?.();
  if (ownUid === undefined) throw new QueueError('not_usable', 'files have no owners here');
  const directory = resolve(options.directory);
  const store: Store = {
    fs: options.fileSystem ?? nodeFileSystem,
    access: { ownUid, operatorUids: options.operatorUids, group: options.group },
    clock: options.clock ?? systemClock,
    log: options.log ?? (() => undefined),
    directory,
    archive: resolve(directory, ARCHIVE),
    responseKey: options.responseKey ?? null,
  };
  const watches = options.watch ?? true;
  const decisions = new DecisionLog(store);
  const gateway = new FileGatewayQueue(store, watches, decisions);
  const supervisor = new FileSupervisorQueue(store, watches, decisions);
  return {
    start: (bottle, listener) => gateway.start(bottle, listener),
    publish: (proposal) => gateway.publish(proposal),
    showState: (id, state) => gateway.showState(id, state),
    close: (id, outcome) => gateway.close(id, outcome),
    operatorPresent: () => gateway.operatorPresent(),
    // Which side writes makes no difference to the log; a gateway's queue is checked to be the one it started with.
    record: (entries) => (gateway.isStarted ? gateway.record(entries) : supervisor.record(entries)),
    stop: () => gateway.stop(),
    list: () => supervisor.list(),
    get: (id) => supervisor.get(id),
    respond: (response) => supervisor.respond(response),
    history: (page) => supervisor.history(page),
    watch: (onChange) => supervisor.watch(onChange),
    present: (view, operator) => supervisor.present(view, operator),
    verifyLog: () => supervisor.verifyLog(),
  };
}
