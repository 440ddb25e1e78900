import { type BigIntStats, constants, watch } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, opendir, rename, rmdir, unlink } from 'node:fs/promises';
import { errnoOf } from './errno.ts';
import type { FileStat, FileSystem, OpenFile } from './file-system.ts';

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } =
  constants;

/** The system's own files. Node opens everything close-on-exec. */
export const nodeFileSystem: FileSystem = {
  openToRead: async (path) => openFile(await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)),
  openNew: async (path, mode) => openFile(await open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, mode)),
  openDirectory: async (path) => openFile(await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)),
  openToKeep: async (path, mode, how) => {
    const append = how === 'append' ? O_APPEND : 0;
    return openFile(await open(path, O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_RDWR | append, mode));
  },
  lstat: async (path) => statOf(await lstat(path, { bigint: true })),
  makeDirectory: (path, mode) => mkdir(path, { mode }),
  makeParents: async (path, mode) => void (await mkdir(path, { mode, recursive: true })),
  removeDirectory: rmdir,
  link,
  rename,
  unlink,
  names: namesIn,
  watch(directory, events) {
    const watcher = watch(directory, { persistent: false });
    watcher.on('change', (_kind, name) => events.changed(typeof name === 'string' ? name : null));
    watcher.on('error', (error) => {
      watcher.close();
      events.lost(errnoOf(error));
    });
    return watcher;
  },
};

async function* namesIn(directory: string): AsyncIterable<string> {
  for await (const entry of await opendir(directory, { bufferSize: 256 })) yield entry.name;
}

function openFile(handle: FileHandle): OpenFile {
  return {
    stat: async () => statOf(await handle.stat({ bigint: true })),
    read: async (buffer, offset) =>
      (await handle.read(buffer, offset, buffer.length - offset, null)).bytesRead,
    readAt: async (buffer, position) => (await handle.read(buffer, 0, buffer.length, position)).bytesRead,
    write: (bytes) => handle.writeFile(bytes),
    writeAt: async (bytes, position) => void (await handle.write(bytes, 0, bytes.length, position)),
    truncate: (size) => handle.truncate(size),
    setOwner: (uid, gid) => handle.chown(uid, gid),
    // The owner stays; changing the group may clear bits, so the mode comes second.
    setAccess: async (mode, group) => {
      await handle.chown(-1, group);
      await handle.chmod(mode);
    },
    setModified: (ms) => handle.utimes(ms / 1000, ms / 1000),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

function statOf(stats: BigIntStats): FileStat {
  return {
    kind: kindOf(stats),
    identity: `${stats.dev}:${stats.ino}`,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    mode: Number(stats.mode) & 0o7777,
    links: Number(stats.nlink),
    size: Number(stats.size),
    modifiedMs: Number(stats.mtimeNs) / 1e6,
    changedNs: stats.ctimeNs,
  };
}

function kindOf(stats: BigIntStats): FileStat['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}
