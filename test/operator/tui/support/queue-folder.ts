import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Proposal,
  type ProposalId,
  proposalIdFrom,
  serialiseProposal,
} from '../../../../src/core/approval/proposal.ts';
import type { GatewayQueue, SupervisorQueue } from '../../../../src/core/approval/queue-port.ts';
import { createFileQueue } from '../../../../src/queue/file/file-queue.ts';
import { seenIn } from '../../../helpers/wait.ts';
import { type ProposalChanges, proposal, startQueue } from '../../../supervisor/proposals.ts';

/** A queue directory with a gateway's side that closes what is answered. */
export class QueueFolder {
  readonly #home: string;
  readonly queue: GatewayQueue & SupervisorQueue;

  private constructor(home: string) {
    this.#home = home;
    this.queue = createFileQueue({
      directory: this.path,
      operatorUids: [process.geteuid?.() ?? 0],
      group: null,
    });
  }

  static async start(): Promise<QueueFolder> {
    const folder = new QueueFolder(mkdtempSync(join(tmpdir(), 'decant-tui-')));
    await startQueue(folder.queue);
    return folder;
  }

  get path(): string {
    return join(this.#home, 'queue');
  }

  get url(): string {
    return `file:${this.path}`;
  }

  async publish(
    number: number,
    changes: ProposalChanges = {},
    givesUpIn: readonly (number | null)[] = [],
  ): Promise<Proposal> {
    const of = { ...proposal(number, changes), id: idOf(number), ...times() };
    await this.queue.publish(of);
    if (givesUpIn.length > 0) {
      const since = new Date().toISOString();
      const waiters = givesUpIn.map((left) => ({
        client: 'curl/8.5',
        since,
        gives_up_at: left === null ? null : new Date(Date.now() + left * 1000).toISOString(),
      }));
      await this.queue.showState(of.id, { waiters, requests: waiters.length });
    }
    return of;
  }

  /** Puts many there at once, as files: nobody waits for them, and no gateway knows them. */
  flood(from: number, count: number, changes: (number: number) => ProposalChanges = () => ({})): void {
    for (let number = from; number < from + count; number++) {
      const of = { ...proposal(number % 256, changes(number)), id: idOf(number), ...times() };
      writeFileSync(join(this.path, `${of.id}.proposal.json`), serialiseProposal(of), { mode: 0o600 });
    }
  }

  /** The answer in the archive, once the gateway's side has closed the proposal. */
  async answerTo(id: ProposalId): Promise<Readonly<Record<string, unknown>>> {
    const folder = join(this.path, 'processed');
    const [outcome, file] = [join(folder, `${id}.outcome.json`), join(folder, `${id}.response.json`)];
    return await seenIn(folder, `the answer to ${id}`, () =>
      existsSync(outcome) && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined,
    );
  }

  isAnswered(id: ProposalId): boolean {
    return [join(this.path, `${id}.response.json`), join(this.path, 'processed', `${id}.response.json`)].some(
      (file) => existsSync(file),
    );
  }

  vanish(): void {
    renameSync(this.path, `${this.path}.away`);
  }

  comeBack(): void {
    renameSync(`${this.path}.away`, this.path);
  }

  async end(): Promise<void> {
    await this.queue.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

function idOf(number: number): ProposalId {
  const bytes = Buffer.alloc(20, 9);
  bytes.writeUInt32BE(number * 4096, 0);
  return proposalIdFrom(bytes);
}

function times(): { readonly created_at: string; readonly expires_at: string } {
  const now = Date.now();
  return { created_at: new Date(now).toISOString(), expires_at: new Date(now + 900_000).toISOString() };
}
