import { join } from 'node:path';
import { syncDirectory } from './directory.ts';
import { randomName, type Store } from './store.ts';
import { createByLink } from './write-object.ts';

/** Does once what every proposal needs, in the queue and in the archive: a directory that cannot is refused at start. */
export async function probeDirectory(store: Store, prefix: string): Promise<void> {
  for (const directory of [store.directory, store.archive]) {
    const path = join(directory, randomName(`${prefix}probe-`));
    await createByLink(store, { path, bytes: Buffer.from('probe\n'), prefix });
    await store.fs.unlink(path);
    await syncDirectory(store, directory);
  }
}
