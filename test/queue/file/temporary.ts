import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayQueue, SupervisorQueue } from '../../../src/core/approval/queue-port.ts';
import { createFileQueue, type FileQueueOptions } from '../../../src/queue/file/file-queue.ts';
import type { QueueNotice } from '../../../src/queue/file/store.ts';

const OWN_UID = process.geteuid?.() ?? 0;
const IS_ROOT = OWN_UID === 0;

/** Runs a program of the system; throws where it fails. */
export function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}

/** Some cases need files of other users, which only root can make. */
export function onlyAsRoot(what: string): boolean {
  if (!IS_ROOT) console.log(`skipped: ${what} needs files of another user, which only root can make`);
  return IS_ROOT;
}

/** A directory for queues of one test, and everything that is to be ended with it. */
export class Place {
  readonly parent = mkdtempSync(join(tmpdir(), 'decant-queue-'));
  readonly directory = join(this.parent, 'queue');
  readonly archive = join(this.directory, 'processed');
  readonly notices: QueueNotice[] = [];
  readonly #queues: GatewayQueue[] = [];
  #wake: () => void = () => undefined;

  queue(options: Partial<FileQueueOptions> = {}): GatewayQueue & SupervisorQueue {
    const queue = createFileQueue({
      directory: this.directory,
      operatorUids: [OWN_UID],
      group: null,
      log: (notice) => this.#note(notice),
      ...options,
    });
    this.#queues.push(queue);
    return queue;
  }

  /** Resolves when a notice of this kind was given. */
  async noticed(event: QueueNotice['event']): Promise<void> {
    while (!this.notices.some((notice) => notice.event === event)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  open(name: string): string {
    return join(this.directory, name);
  }

  archived(name: string): string {
    return join(this.archive, name);
  }

  async end(): Promise<void> {
    for (const queue of this.#queues) await queue.stop();
    rmSync(this.parent, { recursive: true, force: true });
  }

  #note(notice: QueueNotice): void {
    this.notices.push(notice);
    this.#wake();
  }
}
