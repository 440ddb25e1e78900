import type { QueuedProposal } from '../../core/approval/queue-port.ts';
import type { Response, ResponseScope } from '../../core/approval/response.ts';
import { coverageOf } from '../../supervisor/coverage.ts';
import type { DecisionResult } from '../../supervisor/decision.ts';
import type { DecideOptions } from '../command-options.ts';
import { openSupervisor } from '../compose/open-supervisor.ts';
import type { CliContext } from '../context.ts';
import { type CliError, EXIT_FINE, type ExitCode, negativeAnswer, usageError } from '../exit.ts';
import { say, writeJson } from '../output.ts';
import { findProposal } from './find-proposal.ts';

/** `decant proposals approve|reject ID`: the answer names the digest of the proposal as it was read here. */
export async function decideProposal(
  status: 'approved' | 'rejected',
  id: string,
  options: DecideOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { supervisor, allowedHosts } = await openSupervisor(options, context);
  const found = await findProposal(supervisor, id);
  const scope = scopeOf(options);
  const result = await supervisor.decide({
    id: found.proposal.proposal.id,
    digest: found.proposal.digest,
    status,
    notes: options.reason ?? '',
    decidedBy: context.userName(),
    ...(scope === undefined ? {} : { scope }),
  });
  if (options.json === true) {
    const { kind, ...rest } = result;
    await writeJson(context.stdout, { result: kind, ...rest }, 2);
    return result.kind === 'recorded' ? EXIT_FINE : refusalOf(result).code;
  }
  if (result.kind !== 'recorded') throw refusalOf(result);
  if (result.unlogged === true) {
    await say(context.stderr, 'decant: the answer stands, but could not be written to the decision log');
  }
  const open = found.kind === 'open' ? found.proposal : null;
  await say(context.stdout, messageOf(result.response, open, allowedHosts));
  return EXIT_FINE;
}

function scopeOf(options: DecideOptions): ResponseScope | undefined {
  const scope: ResponseScope = {
    ...(options.hostOnly === true ? { host_only: true } : {}),
    ...(options.ttl === undefined ? {} : { ttl_seconds: options.ttl }),
    ...(options.uses === undefined ? {} : { uses: options.uses }),
  };
  return Object.keys(scope).length === 0 ? undefined : scope;
}

function messageOf(
  response: Response,
  open: QueuedProposal | null,
  allowedHosts: readonly string[] | null,
): string {
  const waiting = open?.state?.waiters.length ?? 0;
  const waiters =
    waiting === 0 ? '' : ` (${waiting === 1 ? '1 request waits' : `${waiting} requests wait`} for it)`;
  if (response.status === 'rejected') return `rejected ${response.proposal_id}${waiters}`;
  const coverage = open === null ? '' : `: ${coverageOf(open.proposal, response.scope, allowedHosts)}`;
  return `approved ${response.proposal_id}${coverage}${waiters}`;
}

function refusalOf(result: Exclude<DecisionResult, { readonly kind: 'recorded' }>): CliError {
  switch (result.kind) {
    case 'already_decided':
      return negativeAnswer(`it was decided already: ${winnerOf(result.response)}`);
    case 'closed':
      return negativeAnswer(`it is closed already: ${result.outcome?.reason ?? 'without an answer'}`);
    case 'unknown':
      return negativeAnswer('no open proposal with this id');
    case 'stale_digest':
      return negativeAnswer('the proposal is not the one that was read; look at it again');
    case 'key_required':
      return usageError(
        'this gateway takes keyed answers only; use --config with its configuration (hold.response_key_file)',
      );
    case 'reason_required':
      return usageError('an approval needs a reason: --reason "…"');
    case 'notes_too_long':
      return usageError(`a reason has at most ${result.limit} characters`);
    case 'scope_not_applicable':
      return usageError('--host-only, --ttl and --uses limit the approval of a token, nothing else');
    case 'not_modifiable':
      return usageError('a proposal of this tool cannot be changed');
    case 'file_too_long':
      return usageError(`a changed file has at most ${result.limit} bytes`);
  }
}

function winnerOf(response: Response | null): string {
  if (response === null) return 'by an answer that cannot be read';
  const { status, decided_by, decided_at, notes } = response;
  const by = decided_by === undefined ? '' : ` by ${decided_by}`;
  const at = decided_at === undefined ? '' : ` at ${decided_at}`;
  return `${status}${by}${at}${notes.trim() === '' ? '' : ` (${notes})`}`;
}
