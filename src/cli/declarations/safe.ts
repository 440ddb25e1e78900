import type { Command } from 'commander';
import type { SafeOptions } from '../command-options.ts';
import type { Runner } from '../runner.ts';

/** `decant safe …`: the values that a running gateway lets pass, by fingerprint. */
export function declareSafe(program: Command, run: Runner): void {
  const safe = program
    .command('safe')
    .description('the values that the running gateway lets pass')
    .addHelpText(
      'afterAll',
      '\nAsks the gateway at the control socket of --config, else ./.decant/control.sock.',
    );
  safe
    .command('list')
    .description('safe tokens by fingerprint, never the value')
    .option('--config <file>', 'take the control socket from this configuration')
    .option('--json', 'print a JSON array')
    .action((options: SafeOptions) =>
      run(async (context) => (await import('../commands/safe.ts')).listSafe(options, context)),
    );
  safe
    .command('revoke')
    .description('forget one value, or all: the next request with it asks again')
    .argument('[fingerprint]')
    .option('--all', 'forget all of them')
    .option('--config <file>', 'take the control socket from this configuration')
    .option('--json', 'print JSON')
    .action((fingerprint: string | undefined, options: SafeOptions) =>
      run(async (context) => (await import('../commands/safe.ts')).revokeSafe(fingerprint, options, context)),
    );
}
