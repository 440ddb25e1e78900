import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { usageError } from '../exit.ts';
import { safeError } from '../safe-error.ts';

/** Secrets of a bottle, one a line, or a key; anything larger is some other file. */
const MAX_BYTES = 1024 * 1024;

/** The text of a file of `setting`, as {@link readPrivateBytes}. */
export function readPrivateFile(path: string, setting: string): string {
  return decode(readPrivateBytes(path, setting), path, setting);
}

/**
 * The content of a file that holds secrets. A link may lead to it (mounted secrets are links), but what is read must be a regular file
 * that neither its group nor others can read. Messages name the file, never its content.
 */
export function readPrivateBytes(path: string, setting: string): Buffer {
  const fd = openIt(path, setting);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw usageError(`${setting}: ${path} is not a regular file`);
    if ((stat.mode & 0o077) !== 0) {
      throw usageError(`${setting}: ${path} can be read by others; make its mode 0600 (chmod 600)`);
    }
    if (stat.size > MAX_BYTES) throw usageError(`${setting}: ${path} is larger than 1 MiB`);
    return readAll(fd, stat.size);
  } finally {
    closeSync(fd);
  }
}

function openIt(path: string, setting: string): number {
  try {
    // Without O_NONBLOCK a pipe in this place would stop the start for ever.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw usageError(`${setting}: ${path} cannot be read (${safeError(error).code})`);
  }
}

function readAll(fd: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let length = 0;
  for (;;) {
    const read = readSync(fd, bytes, length, size - length, length);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
  }
}

function decode(bytes: Buffer, path: string, setting: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`${setting}: ${path} is not UTF-8 text`);
  }
}
