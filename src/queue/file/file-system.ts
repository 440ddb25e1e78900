/** What the store needs to know of an object, without following a link to it. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Device and inode: two stats with one identity are of one object. */
  readonly identity: string;
  readonly uid: number;
  readonly gid: number;
  /** Permission bits only. */
  readonly mode: number;
  readonly links: number;
  readonly size: number;
  readonly modifiedMs: number;
  /** Changes whenever the object does; of a directory, whenever a name in it does. */
  readonly changedNs: bigint;
}

/** An open object. Access and times are set through the descriptor, never through a path. */
export interface OpenFile {
  stat(): Promise<FileStat>;
  /** Fills `buffer` from `offset` on with what comes next; 0 at the end. */
  read(buffer: Buffer, offset: number): Promise<number>;
  /** As {@link read}, from a place in the file; the place of the next `read` does not change. */
  readAt(buffer: Buffer, position: number): Promise<number>;
  write(bytes: Buffer): Promise<void>;
  /** Not for files that are appended to. */
  writeAt(bytes: Buffer, position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  setOwner(uid: number, gid: number): Promise<void>;
  setAccess(mode: number, group: number): Promise<void>;
  setModified(ms: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DirectoryEvents {
  /** The name that changed, or null where the system does not say. */
  changed(name: string | null): void;
  /** No more events will come. */
  lost(code: string): void;
}

/**
 * The calls of the file system that the store makes, and no others, so that a test can fail any one of them.
 * They reject with Node's errors; only their `code` is ever used.
 */
export interface FileSystem {
  /** O_RDONLY, O_NOFOLLOW, O_NONBLOCK: neither a link nor a pipe is waited for or followed. */
  openToRead(path: string): Promise<OpenFile>;
  /** O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY. */
  openNew(path: string, mode: number): Promise<OpenFile>;
  openDirectory(path: string): Promise<OpenFile>;
  /** O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR; with `append`, O_APPEND: whatever is written comes at the end. */
  openToKeep(path: string, mode: number, how: 'append' | 'overwrite'): Promise<OpenFile>;
  lstat(path: string): Promise<FileStat>;
  makeDirectory(path: string, mode: number): Promise<void>;
  /** With parents, each with this mode; an existing one is left as it is. */
  makeParents(path: string, mode: number): Promise<void>;
  removeDirectory(path: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  names(directory: string): AsyncIterable<string>;
  watch(directory: string, events: DirectoryEvents): { close(): void };
}
