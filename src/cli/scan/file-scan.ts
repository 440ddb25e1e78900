import { safeError } from '../safe-error.ts';
import { type ByteScanner, scanStream } from './scan-bytes.ts';
import { ScanFault } from './scan-fault.ts';
import type { ScanHit, ScannedFile } from './scan-hit.ts';
import type { Source } from './sources.ts';

/** What is told while a source is looked through. */
export interface ScanListener {
  bytes(count: number): void;
  hit?(hit: ScanHit): Promise<void>;
}

/** Looks through one source in this thread; what cannot be read becomes its fault. */
export async function scanSource(
  source: Pick<Source, 'name' | 'read'>,
  tools: { readonly scanner: ByteScanner; readonly window: Buffer },
  listener: ScanListener,
): Promise<ScannedFile> {
  const hits: ScanHit[] = [];
  try {
    for await (const hit of scanStream(readable(source.read(), listener), tools.scanner, tools.window)) {
      hits.push(hit);
      await listener.hit?.(hit);
    }
    return { name: source.name, hits, fault: null };
  } catch (error) {
    if (!(error instanceof ScanFault)) throw error;
    return { name: source.name, hits, fault: error.fault };
  }
}

/** Tells a source that fails from a fault of ours. */
async function* readable(
  chunks: AsyncIterable<Buffer>,
  listener: ScanListener,
): AsyncGenerator<Buffer, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await iterator.next().catch((error: unknown) => {
        throw error instanceof ScanFault ? error : new ScanFault(safeError(error).code);
      });
      if (step.done === true) return;
      listener.bytes(step.value.length);
      yield step.value;
    }
  } finally {
    await iterator.return?.();
  }
}
