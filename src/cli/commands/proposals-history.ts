import { historyTable } from '../../operator/cli/history-view.ts';
import { verdictJson, verdictLines } from '../../operator/cli/log-verdict.ts';
import { archivedJson } from '../../operator/cli/proposal-json.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import type { HistoryOptions } from '../command-options.ts';
import { openSupervisor } from '../compose/open-supervisor.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, EXIT_NO, type ExitCode } from '../exit.ts';
import { widthOf, writeJson, writeLines } from '../output.ts';
import { findProposal } from './find-proposal.ts';

/** `decant proposals history`: what was asked and how it ended. */
export async function showHistory(options: HistoryOptions, context: CliContext): Promise<ExitCode> {
  const { supervisor } = await openSupervisor(options, context);
  if (options.verify === true) return await verify(supervisor, options, context);
  const before = options.before === undefined ? null : await findProposal(supervisor, options.before);
  const items = await supervisor.history({
    limit: options.limit,
    ...(before === null ? {} : { before: before.proposal.proposal.id }),
  });
  if (options.json === true) await writeJson(context.stdout, items.map(archivedJson), 2);
  else await writeLines(context.stdout, historyTable(items, context.now(), widthOf(context.stdout)));
  return EXIT_FINE;
}

/** Whether the decision log is whole (exit 0); where it is not, which lines say so (exit 1). */
async function verify(
  supervisor: Supervisor,
  options: HistoryOptions,
  context: CliContext,
): Promise<ExitCode> {
  const verdict = await supervisor.verifyLog();
  if (options.json === true) await writeJson(context.stdout, verdictJson(verdict), 2);
  else await writeLines(context.stdout, verdictLines(verdict));
  return verdict.faults.length === 0 ? EXIT_FINE : EXIT_NO;
}
