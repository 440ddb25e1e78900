import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Something to look through. */
export interface Source {
  /** As the user named it, and what is below it. */
  readonly name: string;
  /** Where it is a file, what is needed to open it elsewhere. */
  readonly file?: { readonly path: string; readonly flags: number };
  /** Rejects with an errno where it cannot be read. */
  read(): AsyncIterable<Buffer>;
}

const CHUNK_BYTES = 256 * 1024;

/** The files of the given paths in a stable order; `-` is the standard input. */
export async function* sourcesOf(
  paths: readonly string[],
  cwd: string,
  stdin: Readable,
): AsyncGenerator<Source, void, undefined> {
  for (const path of paths) {
    if (path === '-') yield { name: '-', read: () => buffersOf(stdin) };
    else yield* below(path, cwd);
  }
}

async function* below(name: string, cwd: string): AsyncGenerator<Source, void, undefined> {
  const path = absolute(name, cwd);
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(path)).isDirectory();
  } catch (error) {
    yield unreadable(name, error);
    return;
  }
  // What the user named is read whatever it is: a link, a pipe of `<(…)`.
  if (isDirectory) yield* inDirectory(name, path);
  else yield fileSource(name, path, 0);
}

async function* inDirectory(name: string, path: string): AsyncGenerator<Source, void, undefined> {
  let entries: Awaited<ReturnType<typeof list>>;
  try {
    entries = await list(path);
  } catch (error) {
    yield unreadable(name, error);
    return;
  }
  for (const entry of entries) {
    const entryName = join(name, entry.name);
    const entryPath = join(path, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== '.git') yield* inDirectory(entryName, entryPath);
    } else if (entry.isFile()) {
      yield fileSource(entryName, entryPath, constants.O_NOFOLLOW | constants.O_NONBLOCK);
    }
  }
}

function fileSource(name: string, path: string, flags: number): Source {
  return { name, file: { path, flags }, read: () => contentOf(path, flags) };
}

async function list(path: string) {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Reading it gives the error that naming it gave. */
function unreadable(name: string, error: unknown): Source {
  return {
    name,
    // biome-ignore lint/correctness/useYield: an iterable that fails at its first step
    async *read() {
      throw error;
    },
  };
}

/** The bytes of a file in pieces; `flags` for open(2), besides reading. */
export async function* contentOf(path: string, flags: number): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path, constants.O_RDONLY | flags);
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read({
        buffer: Buffer.allocUnsafe(CHUNK_BYTES),
        position: null,
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* buffersOf(stream: Readable): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of stream) yield Buffer.from(chunk);
}

function absolute(name: string, cwd: string): string {
  return name.startsWith('/') ? name : join(cwd, name);
}
