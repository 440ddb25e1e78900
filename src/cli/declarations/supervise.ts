import type { Command } from 'commander';
import type { SuperviseOptions } from '../command-options.ts';
import type { Runner } from '../runner.ts';

const HELP = `
The queue is --queue, else SUPERVISE_QUEUE_DIR, else the one of --config, else
./.decant/queue. Press ? inside for the keys. NO_COLOR turns colours off; VISUAL
or EDITOR is the editor for m. Without a terminal: decant proposals.`;

/** `decant supervise`: the operator's terminal UI. */
export function declareSupervise(program: Command, run: Runner): void {
  program
    .command('supervise')
    .description('see and answer what the gateway asks, live, in this terminal')
    .option('--config <file>', 'take the queue from this configuration')
    .option('--queue <url>', 'the queue itself: file:PATH')
    .option('--bell', 'ring when something new arrives')
    .addHelpText('after', HELP)
    .action((options: SuperviseOptions) =>
      run(async (context) => (await import('../commands/supervise.ts')).supervise(options, context)),
    );
}
