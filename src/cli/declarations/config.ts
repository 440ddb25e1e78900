import type { Command } from 'commander';
import type { ConfigOptions, ExplainOptions } from '../command-options.ts';
import type { Runner } from '../runner.ts';

/** `decant config …`: is the file right, what may stand in it, what applies to a request and why. */
export function declareConfig(program: Command, run: Runner): void {
  const config = program.command('config').description('check and explain configurations');
  config
    .command('check')
    .description('validate a configuration, with the files and variables that it names')
    .option('--config <file>', 'the file', 'decant.yaml')
    .option('--json', 'print JSON')
    .action((options: ConfigOptions) =>
      run(async (context) => (await import('../commands/config-check.ts')).checkConfigFile(options, context)),
    );
  config
    .command('schema')
    .description('print the JSON Schema of configurations')
    .option('--json', 'it is JSON in any case')
    .action(() =>
      run(async (context) => (await import('../commands/config-schema.ts')).printSchema(context)),
    );
  config
    .command('explain')
    .description('which route and detectors apply to a request, and why')
    .argument('<url>')
    .option('--method <method>', 'the method of the request', 'GET')
    .option('--config <file>', 'the configuration; else the one of `decant up`')
    .option('--json', 'print JSON')
    .action((url: string, options: ExplainOptions) =>
      run(async (context) =>
        (await import('../commands/config-explain.ts')).explainUrl(url, options, context),
      ),
    );
}
