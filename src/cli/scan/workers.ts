import { Worker } from 'node:worker_threads';
import type { ScannedFile } from './scan-hit.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

interface Waiting {
  readonly job: ToWorker;
  readonly onBytes: (count: number) => void;
  readonly resolve: (file: ScannedFile) => void;
}

/** Only the built program can start a thread of its own. */
const ENTRY = new URL('./scan-worker.js', import.meta.url);

/** True where threads can be started. */
export function hasWorkers(): boolean {
  return import.meta.url.endsWith('.js');
}

/** Threads that look through files, each one file at a time. */
export class ScanWorkers {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #queue: Waiting[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  readonly #settings: WorkerSettings;

  constructor(count: number, settings: WorkerSettings) {
    this.#settings = settings;
    for (let i = 0; i < count; i += 1) this.#start();
  }

  /** A thread that dies leaves its file unscanned, which counts as a fault; the others go on. */
  scan(job: ToWorker, onBytes: (count: number) => void): Promise<ScannedFile> {
    return new Promise((resolve) => {
      this.#queue.push({ job, onBytes, resolve });
      this.#next();
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #start(): void {
    const worker = new Worker(ENTRY, { workerData: this.#settings });
    this.#all.add(worker);
    this.#idle.push(worker);
    worker.on('message', (message: FromWorker) => this.#told(worker, message));
    worker.on('error', () => this.#lost(worker));
  }

  #told(worker: Worker, message: FromWorker): void {
    const waiting = this.#busy.get(worker);
    if (waiting === undefined) return;
    if ('bytes' in message) {
      waiting.onBytes(message.bytes);
      return;
    }
    this.#busy.delete(worker);
    this.#idle.push(worker);
    waiting.resolve(message.file);
    this.#next();
  }

  #lost(worker: Worker): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    this.#all.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    waiting?.resolve({ name: waiting.job.name, hits: [], fault: 'the scan failed' });
    if (this.#all.size === 0) {
      for (const { job, resolve } of this.#queue.splice(0))
        resolve({ name: job.name, hits: [], fault: 'the scan failed' });
    }
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop();
      if (worker === undefined) return;
      const waiting = this.#queue.shift();
      if (waiting === undefined) return;
      this.#busy.set(worker, waiting);
      worker.postMessage(waiting.job);
    }
  }
}
