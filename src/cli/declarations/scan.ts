import { type Command, Option } from 'commander';
import { SCAN_FORMATS, type ScanOptions } from '../command-options.ts';
import type { Runner } from '../runner.ts';

/** `decant scan …`: the detection of the gateway on files, offline. */
export function declareScan(program: Command, run: Runner): void {
  program
    .command('scan')
    .description('find credentials in files and folders, offline; prints them redacted')
    .argument('<path...>', 'files or folders; - is the standard input')
    .addOption(new Option('--format <format>', 'how to print').choices([...SCAN_FORMATS]).default('text'))
    .option('--json', 'the same as --format json')
    .addHelpText(
      'after',
      `
In a folder, .git folders are skipped (name one to scan it), links are not
followed and special files are passed over; everything else is read, binary
files too. Exit 0: nothing found, 1: found, 2: something could not be read.`,
    )
    .action((paths: string[], options: ScanOptions & { readonly json?: boolean }) =>
      run(async (context) =>
        (await import('../commands/scan.ts')).scanPaths(
          paths,
          options.json ? { format: 'json' } : options,
          context,
        ),
      ),
    );
}
