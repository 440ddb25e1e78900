import type { Command } from 'commander';
import type { GatewayOptions, UpOptions } from '../command-options.ts';
import type { Runner } from '../runner.ts';

const SIGNALS = `
Prints one JSON line on stdout when it accepts connections; logs go to stderr.
SIGTERM, SIGINT: held requests get their 403, exit within 10 s; a second one
exits at once. SIGHUP: reads the configuration again; a faulty one changes
nothing.`;

/** `decant gateway` and `decant up`: the data plane, alone and with everything that a first try needs. */
export function declareGateway(program: Command, run: Runner): void {
  program
    .command('up')
    .description('start the gateway with an embedded queue')
    .option('--config <file>', 'the configuration; without one, a built-in starter policy with a demo route')
    .option('--listen <host:port>', 'where the proxy listens; port 0 picks a free one')
    .addHelpText('after', SIGNALS)
    .action((options: UpOptions) =>
      run(async (context) => (await import('../commands/up.ts')).up(options, context)),
    );
  program
    .command('gateway')
    .description('start the gateway alone')
    .requiredOption('--config <file>', 'the configuration')
    .addHelpText('after', SIGNALS)
    .action((options: GatewayOptions) =>
      run(async (context) => (await import('../commands/gateway.ts')).runGateway(options, context)),
    );
}
