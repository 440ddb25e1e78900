import { historyTable } from '../../operator/cli/history-view.ts';
import { archivedJson } from '../../operator/cli/proposal-json.ts';
import type { HistoryOptions } from '../command-options.ts';
import { openSupervisor } from '../compose/open-supervisor.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, type ExitCode, usageError } from '../exit.ts';
import { widthOf, writeJson, writeLines } from '../output.ts';
import { findProposal } from './find-proposal.ts';

/** `decant proposals history`: what was asked and how it ended. */
export async function showHistory(options: HistoryOptions, context: CliContext): Promise<ExitCode> {
  if (options.verify === true) {
    throw usageError('history --verify is not supported yet: there is no decision log to verify');
  }
  const { supervisor } = await openSupervisor(options, context);
  const before = options.before === undefined ? null : await findProposal(supervisor, options.before);
  const items = await supervisor.history({
    limit: options.limit,
    ...(before === null ? {} : { before: before.proposal.proposal.id }),
  });
  if (options.json === true) await writeJson(context.stdout, items.map(archivedJson), 2);
  else await writeLines(context.stdout, historyTable(items, context.now(), widthOf(context.stdout)));
  return EXIT_FINE;
}
