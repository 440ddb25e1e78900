import type { FileSystem, OpenFile } from '../../../src/queue/file/file-system.ts';
import { nodeFileSystem } from '../../../src/queue/file/node-file-system.ts';

/** Which calls fail, counted from the moment it is set. */
export interface Fault {
  readonly code: string;
  /** The first call that fails is number `from`. */
  readonly from: number;
  /** Only that one, or every one from it on: as if the process had died, or the disk. */
  readonly lasts: 'once' | 'for_good';
}

/** The real file system, of which any call can be made to fail instead of being done. */
export class FailingFileSystem implements FileSystem {
  #fault: Fault | null = null;
  #calls = 0;
  readonly failed: string[] = [];

  set(fault: Fault | null): void {
    this.#fault = fault;
    this.#calls = 0;
    this.failed.length = 0;
  }

  readonly openToRead = async (path: string): Promise<OpenFile> => {
    this.#pass('openToRead');
    return this.#file(await nodeFileSystem.openToRead(path));
  };
  readonly openNew = async (path: string, mode: number): Promise<OpenFile> => {
    this.#pass('openNew');
    return this.#file(await nodeFileSystem.openNew(path, mode));
  };
  readonly openDirectory = async (path: string): Promise<OpenFile> => {
    this.#pass('openDirectory');
    return this.#file(await nodeFileSystem.openDirectory(path));
  };
  readonly openToKeep: FileSystem['openToKeep'] = async (path, mode, how) => {
    this.#pass('openToKeep');
    return this.#file(await nodeFileSystem.openToKeep(path, mode, how));
  };
  readonly lstat: FileSystem['lstat'] = async (path) => {
    this.#pass('lstat');
    return nodeFileSystem.lstat(path);
  };
  readonly makeDirectory: FileSystem['makeDirectory'] = async (path, mode) => {
    this.#pass('makeDirectory');
    return nodeFileSystem.makeDirectory(path, mode);
  };
  readonly makeParents: FileSystem['makeParents'] = async (path, mode) => {
    this.#pass('makeParents');
    return nodeFileSystem.makeParents(path, mode);
  };
  readonly removeDirectory: FileSystem['removeDirectory'] = async (path) => {
    this.#pass('removeDirectory');
    return nodeFileSystem.removeDirectory(path);
  };
  readonly link: FileSystem['link'] = async (from, to) => {
    this.#pass('link');
    return nodeFileSystem.link(from, to);
  };
  readonly rename: FileSystem['rename'] = async (from, to) => {
    this.#pass('rename');
    return nodeFileSystem.rename(from, to);
  };
  readonly unlink: FileSystem['unlink'] = async (path) => {
    this.#pass('unlink');
    return nodeFileSystem.unlink(path);
  };
  readonly names: FileSystem['names'] = (directory) => this.#names(directory);
  readonly watch: FileSystem['watch'] = (directory, events) => {
    this.#pass('watch');
    return nodeFileSystem.watch(directory, events);
  };

  async *#names(directory: string): AsyncIterable<string> {
    this.#pass('names');
    yield* nodeFileSystem.names(directory);
  }

  #file(file: OpenFile): OpenFile {
    const passing =
      <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        // A descriptor is closed in any case, so that the test does not run out of them.
        if (name === 'close') await file.close();
        this.#pass(name);
        return call(...args);
      };
    return {
      stat: passing('stat', () => file.stat()),
      read: passing('read', (buffer: Buffer, offset: number) => file.read(buffer, offset)),
      readAt: passing('readAt', (buffer: Buffer, position: number) => file.readAt(buffer, position)),
      writeAt: passing('writeAt', (bytes: Buffer, position: number) => file.writeAt(bytes, position)),
      truncate: passing('truncate', (size: number) => file.truncate(size)),
      setOwner: passing('setOwner', (uid: number, gid: number) => file.setOwner(uid, gid)),
      write: passing('write', (bytes: Buffer) => file.write(bytes)),
      setAccess: passing('setAccess', (mode: number, group: number) => file.setAccess(mode, group)),
      setModified: passing('setModified', (ms: number) => file.setModified(ms)),
      sync: passing('sync', () => file.sync()),
      close: passing('close', () => Promise.resolve()),
    };
  }

  #pass(call: string): void {
    const fault = this.#fault;
    if (fault === null) return;
    this.#calls++;
    if (this.#calls < fault.from || (fault.lasts === 'once' && this.#calls > fault.from)) return;
    this.failed.push(call);
    throw Object.assign(new Error(`${fault.code}: secret path of the system's message`), {
      code: fault.code,
    });
  }
}
