import type { ScanOptions } from '../command-options.ts';
import { openScanner } from '../compose/open-scanner.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, EXIT_NO, EXIT_USAGE, type ExitCode } from '../exit.ts';
import { say, writeJson, writeLines } from '../output.ts';
import { safeError } from '../safe-error.ts';
import { scanReport } from '../scan/print-json.ts';
import { sarifLog } from '../scan/print-sarif.ts';
import { hitLine, summary } from '../scan/print-text.ts';
import { type ByteScanner, scanStream, WINDOW_BYTES } from '../scan/scan-bytes.ts';
import { ScanFault } from '../scan/scan-fault.ts';
import type { ScanHit, ScannedFile } from '../scan/scan-hit.ts';
import { type Source, sourcesOf } from '../scan/sources.ts';
import { packageVersion } from '../version.ts';

/** `decant scan`: 0 nothing found, 1 found, 2 something could not be read, whatever else was found. */
export async function scanPaths(
  paths: readonly string[],
  options: ScanOptions,
  context: CliContext,
): Promise<ExitCode> {
  const scanner = openScanner();
  const window = Buffer.allocUnsafe(WINDOW_BYTES);
  const files: ScannedFile[] = [];
  for await (const source of sourcesOf(paths, context.cwd, context.stdin)) {
    files.push(await scanSource(source, { scanner, window }, options, context));
  }
  if (options.format === 'json') await writeJson(context.stdout, scanReport(files), 2);
  if (options.format === 'sarif') await writeJson(context.stdout, sarifLog(files, packageVersion()), 2);
  if (options.format === 'text') await say(context.stderr, summary(files));
  if (files.some((file) => file.fault !== null)) return EXIT_USAGE;
  return files.some((file) => file.hits.length > 0) ? EXIT_NO : EXIT_FINE;
}

async function scanSource(
  source: Source,
  tools: { readonly scanner: ByteScanner; readonly window: Buffer },
  options: ScanOptions,
  context: CliContext,
): Promise<ScannedFile> {
  const hits: ScanHit[] = [];
  const chunks = source.read();
  try {
    for await (const hit of scanStream(readable(chunks), tools.scanner, tools.window)) {
      hits.push(hit);
      if (options.format === 'text') await writeLines(context.stdout, [hitLine(source.name, hit)]);
    }
    return { name: source.name, hits, fault: null };
  } catch (error) {
    if (!(error instanceof ScanFault)) throw error;
    await say(context.stderr, `decant: ${source.name} was not scanned (${error.fault})`);
    return { name: source.name, hits, fault: error.fault };
  }
}

/** Tells a source that fails from a fault of ours. */
async function* readable(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await iterator.next().catch((error: unknown) => {
        throw new ScanFault(safeError(error).code);
      });
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    await iterator.return?.();
  }
}
