import { eventJson, queuedJson } from '../../operator/cli/proposal-json.ts';
import { proposalTable } from '../../operator/cli/proposal-table.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import type { ListOptions } from '../command-options.ts';
import { openSupervisor } from '../compose/open-supervisor.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, type ExitCode } from '../exit.ts';
import { widthOf, writeJson, writeLines } from '../output.ts';

/** `decant proposals list`: what is open, once or as it comes and goes. */
export async function listProposals(options: ListOptions, context: CliContext): Promise<ExitCode> {
  const { supervisor } = await openSupervisor(options, context);
  if (options.watch === true) return await watch(supervisor, context);
  const items = await supervisor.list();
  if (options.json === true) await writeJson(context.stdout, items.map(queuedJson), 2);
  else await writeLines(context.stdout, proposalTable(items, context.now(), widthOf(context.stdout)));
  return EXIT_FINE;
}

/** Until the reader leaves or the user ends it. */
async function watch(supervisor: Supervisor, context: CliContext): Promise<ExitCode> {
  const end = new AbortController();
  const stop = (): void => end.abort();
  const offSignals = [context.onSignal('SIGINT', stop), context.onSignal('SIGTERM', stop)];
  context.stdout.once('error', stop);
  context.stdout.once('close', stop);
  try {
    for await (const event of supervisor.watch(end.signal)) {
      if (end.signal.aborted) break;
      await writeJson(context.stdout, eventJson(event));
    }
  } finally {
    for (const off of offSignals) off();
    context.stdout.off('error', stop);
    context.stdout.off('close', stop);
  }
  return EXIT_FINE;
}
