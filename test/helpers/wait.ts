import { existsSync, watch } from 'node:fs';

/** A promise that fails with a sentence of its own, so that a hang names what was awaited. */
export async function within<T>(what: string, promise: Promise<T>, milliseconds = 15_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`waited ${milliseconds} ms in vain for ${what}`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits until `look` sees something in a folder. Watching only says when to look again; since a watcher may lose
 * events, it is also looked now and then without one.
 */
export async function seenIn<T>(
  folder: string,
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  milliseconds = 15_000,
): Promise<T> {
  let wake: () => void = () => {};
  const watcher = existsSync(folder) ? watch(folder, () => wake()) : null;
  watcher?.on('error', () => wake());
  const deadline = performance.now() + milliseconds;
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const seen = await look();
      if (seen !== undefined) return seen;
      if (performance.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
      await changed;
    }
  } finally {
    watcher?.close();
  }
}
