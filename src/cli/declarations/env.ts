import { type Command, Option } from 'commander';
import { type EnvOptions, SHELLS } from '../command-options.ts';
import type { Runner } from '../runner.ts';

/** `decant env`: the variables that send common clients through the gateway. */
export function declareEnv(program: Command, run: Runner): void {
  program
    .command('env')
    .description('exports that make common clients use the proxy and trust its CA')
    .option('--config <file>', 'the configuration of the gateway; else the one of `decant up` in this folder')
    .addOption(new Option('--shell <shell>', 'whose syntax to print').choices([...SHELLS]).default('sh'))
    .option('--json', 'the same as --shell json')
    .option('--bypass <hosts>', 'hosts to reach past the gateway (NO_PROXY), e.g. localhost,127.0.0.1', '')
    .addHelpText(
      'after',
      `
These variables are a convenience, not a wall: the network around the bottle has
to be one. NO_PROXY is set empty, so that nothing goes past the gateway unseen.

Examples:
  eval "$(decant env --config decant.yaml)"
  decant env --shell fish | source`,
    )
    .action((options: EnvOptions & { readonly json?: boolean }) =>
      run(async (context) =>
        (await import('../commands/env.ts')).printEnv(
          options.json ? { ...options, shell: 'json' } : options,
          context,
        ),
      ),
    );
}
