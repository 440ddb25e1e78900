import { type Command, InvalidArgumentError, Option } from 'commander';
import { SCAN_FAMILIES, SCAN_FORMATS, type ScanOptions } from '../command-options.ts';
import type { Runner } from '../runner.ts';

const MOST_WORKERS = 64;

/** `decant scan …`: the detection of the gateway on files, offline. */
export function declareScan(program: Command, run: Runner): void {
  program
    .command('scan')
    .description('find credentials in files and folders, offline; prints them redacted')
    .argument('[path...]', 'files or folders; - is the standard input')
    .addOption(new Option('--format <format>', 'how to print').choices([...SCAN_FORMATS]).default('text'))
    .option('--json', 'the same as --format json')
    .option('--staged', 'what git has staged, as it would be committed; paths narrow it')
    .addOption(
      new Option('--families <family...>', 'groups of formats')
        .choices([...SCAN_FAMILIES])
        .default(undefined, 'credentials keys'),
    )
    .addOption(
      new Option('--workers <count>', 'threads; by default as many as are worth while').argParser(workers),
    )
    .addHelpText(
      'after',
      `
In a folder, .git folders are skipped (name one to scan it), links are not
followed and special files are passed over; everything else is read, binary
files too. Exit 0: nothing found, 1: found, 2: something could not be read.

As a check before each commit, in .git/hooks/pre-commit:
  exec decant scan --staged`,
    )
    .action((paths: string[], options: ScanOptions & { readonly json?: boolean }) =>
      run(async (context) =>
        (await import('../commands/scan.ts')).scanPaths(
          paths,
          options.json ? { ...options, format: 'json' } : options,
          context,
        ),
      ),
    );
}

function workers(text: string): number {
  const count = Number(text);
  if (!/^\d{1,2}$/.test(text) || count > MOST_WORKERS)
    throw new InvalidArgumentError(`a number from 0 to ${MOST_WORKERS}`);
  return count;
}
