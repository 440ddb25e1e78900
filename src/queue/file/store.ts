import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ProposalId } from '../../core/approval/proposal.ts';
import type { QueueAccess } from './access.ts';
import type { FileSystem } from './file-system.ts';

/** What is worth an operator's attention but changes no verdict. `detail` is an errno name or our own words. */
export interface QueueNotice {
  readonly event:
    | 'answer_malformed'
    | 'answer_not_synced'
    | 'archive_failed'
    | 'not_removed'
    | 'orphan_archived'
    | 'presence_not_shown'
    | 'proposal_altered'
    | 'state_not_written'
    | 'stray_answer_archived'
    | 'watch_lost';
  readonly id: ProposalId | null;
  readonly detail: string;
}

export interface QueueClock {
  /** Milliseconds that never run backwards: what deadlines count in. */
  monotonic(): number;
  /** Information for people only. */
  wall(): Date;
  /** Runs once after `ms`; the result cancels it. The process stays alive for it only where that is asked for. */
  after(ms: number, run: () => void, keepAlive?: 'keep_alive'): () => void;
}

/** What every part of the file store works with. */
export interface Store {
  readonly fs: FileSystem;
  readonly access: QueueAccess;
  readonly clock: QueueClock;
  readonly log: (notice: QueueNotice) => void;
  /** Absolute. */
  readonly directory: string;
  readonly archive: string;
  /** Where there is one, only answers that are keyed with it count. */
  readonly responseKey: Buffer | null;
}

export const systemClock: QueueClock = {
  monotonic: () => performance.now(),
  wall: () => new Date(),
  after: (ms, run, keepAlive) => {
    const timer = setTimeout(run, ms);
    if (keepAlive === undefined) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** 128 random bits, so that nobody can wait for the name. */
export function randomName(prefix: string): string {
  return `${prefix}${randomBytes(16).toString('hex')}`;
}

export function inQueue(store: Store, name: string): string {
  return join(store.directory, name);
}

export function inArchive(store: Store, name: string): string {
  return join(store.archive, name);
}
