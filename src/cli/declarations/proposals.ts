import type { Command } from 'commander';
import type { DecideOptions, HistoryOptions, ListOptions, ShowOptions } from '../command-options.ts';
import type { Runner } from '../runner.ts';
import { positiveInteger } from './arguments.ts';

const QUEUE_HELP = `
The queue is --queue, else SUPERVISE_QUEUE_DIR, else the one of --config, else
./.decant/queue. ID may be shortened to its first 6 characters or more.`;

/** `decant proposals …`: the questions of the gateway and a person's answers, for terminals and scripts. */
export function declareProposals(program: Command, run: Runner): void {
  const proposals = program
    .command('proposals')
    .description('see and answer what the gateway asks')
    .addHelpText('afterAll', QUEUE_HELP);
  declareReading(proposals, run);
  declareDeciding(proposals, run);
}

function declareReading(proposals: Command, run: Runner): void {
  onQueue(proposals.command('list'))
    .description('open proposals, most urgent first')
    .option('--json', 'print a JSON array')
    .option('--watch', 'stream what opens, changes and closes as JSON lines')
    .action((options: ListOptions) =>
      run(async (context) => (await import('../commands/proposals-list.ts')).listProposals(options, context)),
    );
  onQueue(proposals.command('show'))
    .description('one proposal: what leaves, to whom, why it was stopped, who waits')
    .argument('<id>')
    .option('--json', 'print JSON')
    .action((id: string, options: ShowOptions) =>
      run(async (context) =>
        (await import('../commands/proposals-show.ts')).showProposal(id, options, context),
      ),
    );
  onQueue(proposals.command('history'))
    .description('closed proposals and their answers, newest first')
    .option('--json', 'print a JSON array')
    .option('--limit <n>', 'how many', positiveInteger, 50)
    .option('--before <id>', 'those before this one: the next page')
    .option('--verify', 'check the decision log (not supported yet)')
    .action((options: HistoryOptions) =>
      run(async (context) =>
        (await import('../commands/proposals-history.ts')).showHistory(options, context),
      ),
    );
}

function declareDeciding(proposals: Command, run: Runner): void {
  onQueue(proposals.command('approve'))
    .description('let this value through')
    .argument('<id>')
    .option('--reason <text>', 'why; an approval needs one')
    .option('--host-only', 'for the destination of this proposal only')
    .option('--ttl <seconds>', 'for this long only', positiveInteger)
    .option('--uses <n>', 'for so many released requests only', positiveInteger)
    .option('--json', 'print JSON')
    .action((id: string, options: DecideOptions) =>
      run(async (context) =>
        (await import('../commands/proposals-decide.ts')).decideProposal('approved', id, options, context),
      ),
    );
  onQueue(proposals.command('reject'))
    .description('refuse it: those who wait get their 403')
    .argument('<id>')
    .option('--reason <text>', 'why; may be left out')
    .option('--json', 'print JSON')
    .action((id: string, options: DecideOptions) =>
      run(async (context) =>
        (await import('../commands/proposals-decide.ts')).decideProposal('rejected', id, options, context),
      ),
    );
}

function onQueue(command: Command): Command {
  return command
    .option('--config <file>', 'take the queue from this configuration')
    .option('--queue <url>', 'the queue itself: file:PATH');
}
