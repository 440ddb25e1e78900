import { archivedDetails } from '../../operator/cli/history-view.ts';
import { proposalDetails } from '../../operator/cli/proposal-details.ts';
import { archivedJson, queuedJson } from '../../operator/cli/proposal-json.ts';
import { coverageOf } from '../../supervisor/coverage.ts';
import type { ShowOptions } from '../command-options.ts';
import { openSupervisor } from '../compose/open-supervisor.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, type ExitCode } from '../exit.ts';
import { writeJson, writeLines } from '../output.ts';
import { findProposal } from './find-proposal.ts';

/** `decant proposals show ID`: open or closed. */
export async function showProposal(id: string, options: ShowOptions, context: CliContext): Promise<ExitCode> {
  const { supervisor, allowedHosts } = await openSupervisor(options, context);
  const found = await findProposal(supervisor, id);
  if (options.json === true) {
    const json = found.kind === 'open' ? queuedJson(found.proposal) : archivedJson(found.proposal);
    await writeJson(context.stdout, json, 2);
    return EXIT_FINE;
  }
  const now = context.now();
  const lines =
    found.kind === 'open'
      ? proposalDetails(found.proposal, coverageOf(found.proposal.proposal, undefined, allowedHosts), now)
      : archivedDetails(found.proposal, now);
  await writeLines(context.stdout, lines);
  return EXIT_FINE;
}
