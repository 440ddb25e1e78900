import { availableParallelism } from 'node:os';
import type { Family } from '../../core/detect/format.ts';
import type { ScanOptions } from '../command-options.ts';
import { openScanner } from '../compose/open-scanner.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, EXIT_NO, EXIT_USAGE, type ExitCode } from '../exit.ts';
import { say, writeJson, writeLines } from '../output.ts';
import { scanSource } from '../scan/file-scan.ts';
import { inOrder } from '../scan/in-order.ts';
import { scanReport } from '../scan/print-json.ts';
import { sarifLog } from '../scan/print-sarif.ts';
import { hitLine, summary } from '../scan/print-text.ts';
import { Progress } from '../scan/progress.ts';
import { WINDOW_BYTES } from '../scan/scan-bytes.ts';
import { ScanFault } from '../scan/scan-fault.ts';
import type { ScanHit, ScannedFile } from '../scan/scan-hit.ts';
import { type Source, sourcesOf } from '../scan/sources.ts';
import { stagedSources } from '../scan/staged.ts';
import { hasWorkers, ScanWorkers } from '../scan/workers.ts';
import { packageVersion } from '../version.ts';

/** So many bytes are looked through before threads are worth their start. */
const WORTH_WORKERS = 32 * 1024 * 1024;
/** More than these share the memory's speed, not the work. */
const MOST_WORKERS = 8;

/** `decant scan`: 0 nothing found, 1 found, 2 something could not be read, whatever else was found. */
export async function scanPaths(
  paths: readonly string[],
  options: ScanOptions,
  context: CliContext,
): Promise<ExitCode> {
  if (paths.length === 0 && options.staged !== true) {
    await say(context.stderr, 'decant: name files or folders, - for the standard input, or --staged');
    return EXIT_USAGE;
  }
  const sources = await gathered(paths, options, context);
  if (sources === null) return EXIT_USAGE;
  const run = new ScanRun(sources.length, options, context);
  const files: ScannedFile[] = [];
  try {
    for await (const file of inOrder(
      sources,
      () => run.width,
      (source) => run.scan(source),
    )) {
      await run.report(file);
      files.push(file);
    }
  } finally {
    await run.close();
  }
  if (options.format === 'json') await writeJson(context.stdout, scanReport(files), 2);
  if (options.format === 'sarif') await writeJson(context.stdout, sarifLog(files, packageVersion()), 2);
  if (options.format === 'text') await say(context.stderr, summary(files));
  if (files.some((file) => file.fault !== null)) return EXIT_USAGE;
  return files.some((file) => file.hits.length > 0) ? EXIT_NO : EXIT_FINE;
}

/** Null where git could not be asked; a pre-commit check must not pass then. */
async function gathered(
  paths: readonly string[],
  options: ScanOptions,
  context: CliContext,
): Promise<readonly Source[] | null> {
  if (options.staged === true) {
    try {
      return await stagedSources(paths, { cwd: context.cwd, env: context.env });
    } catch (error) {
      if (!(error instanceof ScanFault)) throw error;
      await say(context.stderr, `decant: what is staged was not scanned (${error.fault})`);
      return null;
    }
  }
  const sources: Source[] = [];
  for await (const source of sourcesOf(paths, context.cwd, context.stdin)) sources.push(source);
  return sources;
}

/** One scan of many sources: first in this thread, in others once there is much to do. */
class ScanRun {
  readonly #options: ScanOptions;
  readonly #context: CliContext;
  readonly #progress: Progress;
  readonly #scanner: ReturnType<typeof openScanner>;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  /** Files whose findings were printed as they came. */
  readonly #printed = new WeakSet<ScannedFile>();
  #workers: ScanWorkers | null = null;
  #bytes = 0;

  constructor(files: number, options: ScanOptions, context: CliContext) {
    this.#options = options;
    this.#context = context;
    this.#progress = new Progress(context.stderr, files, () => context.now().getTime());
    this.#scanner = openScanner(options.families);
  }

  /** How many sources are looked through at a time: twice the threads, so that none waits for its next file. */
  get width(): number {
    return this.#workers === null ? 1 : this.#threads() * 2;
  }

  async scan(source: Source): Promise<ScannedFile> {
    if (source.file !== undefined && this.#hasWorkers()) {
      this.#workers ??= new ScanWorkers(this.#threads(), { families: this.#families() });
      return await this.#workers.scan({ name: source.name, ...source.file }, (count) => this.#read(count));
    }
    const isFirst = this.#workers === null;
    const file = await scanSource(
      source,
      { scanner: this.#scanner, window: isFirst ? this.#window : Buffer.allocUnsafe(WINDOW_BYTES) },
      {
        bytes: (count) => this.#read(count),
        ...(isFirst ? { hit: (hit: ScanHit) => this.#print(source.name, [hit]) } : {}),
      },
    );
    if (isFirst) this.#printed.add(file);
    return file;
  }

  async report(file: ScannedFile): Promise<void> {
    this.#progress.fileDone();
    if (!this.#printed.has(file)) await this.#print(file.name, file.hits);
    if (file.fault === null) return;
    this.#progress.clear();
    await say(this.#context.stderr, `decant: ${file.name} was not scanned (${file.fault})`);
  }

  async close(): Promise<void> {
    this.#progress.clear();
    await this.#workers?.close();
  }

  #read(count: number): void {
    this.#bytes += count;
    this.#progress.addBytes(count);
  }

  async #print(name: string, hits: readonly ScanHit[]): Promise<void> {
    if (this.#options.format !== 'text' || hits.length === 0) return;
    this.#progress.clear();
    await writeLines(
      this.#context.stdout,
      hits.map((hit) => hitLine(name, hit)),
    );
  }

  #hasWorkers(): boolean {
    if (!hasWorkers() || this.#threads() === 0) return false;
    return this.#options.workers !== undefined || (this.#threads() > 1 && this.#bytes >= WORTH_WORKERS);
  }

  #threads(): number {
    return this.#options.workers ?? Math.min(availableParallelism(), MOST_WORKERS);
  }

  #families(): readonly Family[] {
    return this.#options.families ?? ['credentials', 'keys'];
  }
}
