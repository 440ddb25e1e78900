import { safeTable } from '../../operator/cli/safe-view.ts';
import { ControlClient, ControlError } from '../../supervisor/control-client.ts';
import type { SafeOptions } from '../command-options.ts';
import { placesOf } from '../compose/places.ts';
import type { CliContext } from '../context.ts';
import { type CliError, EXIT_FINE, type ExitCode, negativeAnswer, usageError } from '../exit.ts';
import { say, widthOf, writeJson, writeLines } from '../output.ts';

/** `decant safe list`. */
export async function listSafe(options: SafeOptions, context: CliContext): Promise<ExitCode> {
  const tokens = await asked(options, context, (client) => client.safeTokens());
  if (options.json === true) await writeJson(context.stdout, tokens, 2);
  else await writeLines(context.stdout, safeTable(tokens, context.now(), widthOf(context.stdout)));
  return EXIT_FINE;
}

/** `decant safe revoke FINGERPRINT|--all`. */
export async function revokeSafe(
  fingerprint: string | undefined,
  options: SafeOptions,
  context: CliContext,
): Promise<ExitCode> {
  const all = options.all === true;
  if (all === (fingerprint !== undefined)) throw usageError('name one fingerprint, or --all');
  const revoked = await asked(options, context, (client) =>
    fingerprint === undefined ? client.revokeAll() : client.revoke(fingerprint),
  );
  if (options.json === true) await writeJson(context.stdout, { revoked }, 2);
  else await say(context.stdout, `revoked ${revoked === 1 ? '1 approval' : `${revoked} approvals`}`);
  return EXIT_FINE;
}

async function asked<T>(
  options: SafeOptions,
  context: CliContext,
  question: (client: ControlClient) => Promise<T>,
): Promise<T> {
  const { control } = placesOf(options, context);
  try {
    return await question(new ControlClient(control));
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw explained(error, control);
  }
}

function explained(error: ControlError, control: string): CliError {
  switch (error.code) {
    case 'not_found':
      return negativeAnswer('no safe token has this fingerprint');
    case 'unreachable':
      return negativeAnswer(
        `no gateway answers at ${control}; is it running, and is this its folder or --config?`,
      );
    case 'not_permitted':
      return negativeAnswer(`${control} belongs to another user: only the gateway's own may ask it`);
    case 'refused':
    case 'protocol':
      return negativeAnswer(`what answers at ${control} is not a gateway of this version`);
  }
}
