import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { seenIn } from './wait.ts';

/** A proposal as it lies in the folder. */
export interface ProposalFile {
  readonly id: string;
  readonly raw: Buffer;
  readonly digest: string;
  readonly json: Readonly<Record<string, unknown>> & { readonly proposed_file: string };
  readonly details: Readonly<Record<string, unknown>>;
}

export interface StateFile {
  readonly waiters: ReadonlyArray<{
    readonly client: string;
    readonly since: string;
    readonly gives_up_at: string | null;
  }>;
  readonly requests: number;
}

export interface Archived {
  readonly proposal: Buffer;
  /** Null where none was archived or it is no regular file. */
  readonly response: Buffer | null;
  readonly outcome: StateFile & {
    readonly proposal_id: string;
    readonly reason: string;
    readonly closed_at: string;
  };
}

const PROPOSAL = /^([a-z0-9]{26,})\.proposal\.json$/;

/** The content of a regular file: reading a FIFO would wait for ever. */
function readIfThere(path: string): Buffer | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** A queue directory seen with an operator's bare hands: it knows the contract and nothing of the program. */
export class QueueDir {
  readonly path: string;
  readonly #handed = new Set<string>();

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  file(id: string, kind: 'proposal' | 'response' | 'state'): string {
    return join(this.path, `${id}.${kind}.json`);
  }

  names(): string[] {
    return readdirSync(this.path).sort();
  }

  processed(): string[] {
    const folder = join(this.path, 'processed');
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  }

  openIds(): string[] {
    return this.names().flatMap((name) => PROPOSAL.exec(name)?.[1] ?? []);
  }

  read(id: string): ProposalFile {
    const raw = readFileSync(this.file(id, 'proposal'));
    return fileOf(id, raw);
  }

  /** The next `count` proposals that this object has not handed out yet, all open at the same time. */
  async take(count: number): Promise<ProposalFile[]> {
    const fresh = await seenIn(this.path, `${count} new proposal(s)`, () => {
      const ids = this.openIds().filter((id) => !this.#handed.has(id));
      return ids.length >= count ? ids : undefined;
    });
    for (const id of fresh) this.#handed.add(id);
    return fresh.map((id) => this.read(id));
  }

  async next(): Promise<ProposalFile> {
    const [proposal, second] = await this.take(1);
    if (proposal === undefined || second !== undefined) throw new Error('expected exactly one new proposal');
    return proposal;
  }

  /** Proposals that nobody has taken: what must be empty where no question was due. */
  untaken(): string[] {
    return this.openIds().filter((id) => !this.#handed.has(id));
  }

  /** Puts a whole response in place at once, as a careful writer does. */
  write(id: string, content: string | Buffer): void {
    const temporary = join(dirname(this.path), `.answer-${randomBytes(8).toString('hex')}`);
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, this.file(id, 'response'));
  }

  answer(id: string, status: string, more: Readonly<Record<string, unknown>> = {}): void {
    this.write(id, JSON.stringify({ proposal_id: id, status, notes: 'by hand', ...more }));
  }

  approve(id: string, more: Readonly<Record<string, unknown>> = {}): void {
    this.answer(id, 'approved', more);
  }

  reject(id: string): void {
    this.answer(id, 'rejected');
  }

  async stateWhen(id: string, fits: (state: StateFile) => boolean): Promise<StateFile> {
    let last = 'none';
    try {
      return await seenIn(this.path, `a fitting state of ${id}`, () => {
        const raw = readIfThere(this.file(id, 'state'));
        if (raw === undefined) return undefined;
        last = raw.toString('utf8');
        const state = JSON.parse(last) as StateFile;
        return fits(state) ? state : undefined;
      });
    } catch (error) {
      throw new Error(`the last state seen was ${last}`, { cause: error });
    }
  }

  /** Waits until a proposal is closed: out of the folder, with its outcome in the archive. */
  async closed(id: string): Promise<Archived> {
    const folder = join(this.path, 'processed');
    return await seenIn(this.path, `the archiving of ${id}`, () => {
      const outcome = readIfThere(join(folder, `${id}.outcome.json`));
      const proposal = readIfThere(join(folder, `${id}.proposal.json`));
      const left = ['proposal', 'response', 'state'].some((kind) =>
        this.names().includes(`${id}.${kind}.json`),
      );
      if (outcome === undefined || proposal === undefined || left) return undefined;
      return {
        proposal,
        response: readIfThere(join(folder, `${id}.response.json`)) ?? null,
        outcome: JSON.parse(outcome.toString('utf8')) as Archived['outcome'],
      };
    });
  }
}

function fileOf(id: string, raw: Buffer): ProposalFile {
  const json = JSON.parse(raw.toString('utf8')) as ProposalFile['json'] & {
    details: Record<string, unknown>;
  };
  return { id, raw, json, details: json.details, digest: createHash('sha256').update(raw).digest('hex') };
}
