import { join } from 'node:path';
import type { View } from '../../core/approval/queue-port.ts';
import { fileMode, foreignWriters, isOperator } from './access.ts';
import { checkDirectory, prepareFolder } from './directory.ts';
import { errnoOf } from './errno.ts';
import type { FileStat, OpenFile } from './file-system.ts';
import { OPERATORS } from './names.ts';
import { randomName, type Store } from './store.ts';
import { removeQuietly } from './write-object.ts';

/** How often an active view renews its sign. */
const BEAT_MS = 5_000;
/** A sign that is older, or as far ahead of our clock, tells of nobody. */
const FRESH_MS = 15_000;
/** A view that ended without a word is swept away by the next one. */
const ABANDONED_MS = 60_000;
/** More views than that watch no queue. */
const MAX_SIGNS = 256;

const SIGN = /^[0-9a-f]{32}\.json$/;

function folderOf(store: Store): string {
  return join(store.directory, OPERATORS);
}

/** The sign of one active view: `operators/<random id>.json`, whose time of modification says when it was last alive. */
export class Presence {
  readonly #store: Store;
  readonly #content: Buffer;
  #sign: { readonly file: OpenFile; readonly path: string } | null = null;
  #cancelBeat: () => void = () => undefined;
  #beating: Promise<void>;
  #ended = false;

  constructor(store: Store, view: View, operator: string) {
    this.#store = store;
    const since = store.clock.wall().toISOString();
    this.#content = Buffer.from(`${JSON.stringify({ version: 1, view, operator, since })}\n`, 'utf8');
    this.#beating = this.#beat();
  }

  /** Resolves when the view is shown, or could not be. */
  async shown(): Promise<void> {
    await this.#beating;
  }

  async end(): Promise<void> {
    this.#ended = true;
    this.#cancelBeat();
    await this.#beating;
    await this.#drop();
  }

  async #beat(): Promise<void> {
    try {
      if (!(await this.#renewed())) await this.#create();
    } catch (error) {
      this.#store.log({ event: 'presence_not_shown', id: null, detail: errnoOf(error) });
    }
    if (this.#ended) return;
    this.#cancelBeat = this.#store.clock.after(BEAT_MS, () => {
      this.#beating = this.#beat();
    });
  }

  /** False where there is no sign, or it is gone with its folder. */
  async #renewed(): Promise<boolean> {
    if (this.#sign === null) return false;
    const { file } = this.#sign;
    if ((await file.stat()).links === 0) {
      this.#sign = null;
      await file.close();
      return false;
    }
    await file.setModified(this.#store.clock.wall().getTime());
    return true;
  }

  async #create(): Promise<void> {
    const store = this.#store;
    await prepareFolder(store, folderOf(store));
    await sweep(store);
    const path = `${join(folderOf(store), randomName(''))}.json`;
    const file = await store.fs.openNew(path, fileMode(store.access));
    this.#sign = { file, path };
    if (store.access.group !== null) await file.setAccess(fileMode(store.access), store.access.group);
    await file.write(this.#content);
    await file.setModified(store.clock.wall().getTime());
  }

  async #drop(): Promise<void> {
    const sign = this.#sign;
    this.#sign = null;
    if (sign === null) return;
    await sign.file.close();
    await removeQuietly(this.#store, sign.path);
  }
}

/** Whether an operator shows a view at this moment. Rejects where the queue or the folder is not private. */
export async function isAnybodyPresent(store: Store): Promise<boolean> {
  await checkDirectory(store, store.directory);
  for (const { stat, age } of await signs(store)) {
    const counts = isOperator(stat.uid, store.access) && foreignWriters(stat, store.access) === null;
    if (counts && Math.abs(age) <= FRESH_MS) return true;
  }
  return false;
}

async function sweep(store: Store): Promise<void> {
  for (const { path, age } of await signs(store)) {
    if (age > ABANDONED_MS) await removeQuietly(store, path);
  }
}

async function signs(
  store: Store,
): Promise<readonly { readonly path: string; readonly stat: FileStat; readonly age: number }[]> {
  const folder = folderOf(store);
  const found = [];
  try {
    await checkDirectory(store, folder);
    for await (const name of store.fs.names(folder)) {
      if (!SIGN.test(name)) continue;
      const path = join(folder, name);
      const stat = await store.fs.lstat(path).catch(() => null);
      if (stat?.kind !== 'file') continue;
      found.push({ path, stat, age: store.clock.wall().getTime() - stat.modifiedMs });
      if (found.length === MAX_SIGNS) break;
    }
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  return found;
}
