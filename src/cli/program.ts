import { Command, CommanderError } from 'commander';
import { QueueError } from '../core/approval/queue-port.ts';
import { safeLine } from '../operator/safe-terminal-text.ts';
import type { CliContext } from './context.ts';
import { declareCompletion } from './declarations/completion.ts';
import { declareConfig } from './declarations/config.ts';
import { declareEnv } from './declarations/env.ts';
import { declareGateway } from './declarations/gateway.ts';
import { declareProposals } from './declarations/proposals.ts';
import { declareSafe } from './declarations/safe.ts';
import { declareScan } from './declarations/scan.ts';
import { declareSupervise } from './declarations/supervise.ts';
import { CliError, EXIT_FINE, EXIT_USAGE, type ExitCode } from './exit.ts';
import { say } from './output.ts';
import type { Runner } from './runner.ts';
import { safeError } from './safe-error.ts';
import { packageVersion } from './version.ts';

const EPILOGUE = `
Exit codes: 0 fine, 1 the command's own negative answer, 2 usage or
configuration.

Examples:
  decant up                                  start with a demo policy
  decant gateway --config decant.yaml        start with your own
  decant supervise                           answer what waits, live
  decant proposals list                      what waits for an answer
  decant proposals approve ID --reason "test credential"
  eval "$(decant env --config decant.yaml)"  point this shell at the gateway
`;

/** `args` are those after the program's name. Resolves to the exit code and never rejects. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  let result: ExitCode = EXIT_FINE;
  const program = declare(context, async (command) => {
    result = await command(context);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return result;
  } catch (error) {
    return await explain(error, context);
  }
}

function declare(context: CliContext, run: Runner): Command {
  const program = new Command('decant')
    .description("The supervised way out of an AI agent's sandbox.")
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EPILOGUE)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      // Commander repeats what was typed.
      writeErr: (text) =>
        context.stderr.write(
          `${text
            .trimEnd()
            .split('\n')
            .map((line) => safeLine(line))
            .join('\n')}\n`,
        ),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .showHelpAfterError('(add --help for what can be said here)');
  declareGateway(program, run);
  declareSupervise(program, run);
  declareProposals(program, run);
  declareSafe(program, run);
  declareScan(program, run);
  declareEnv(program, run);
  declareConfig(program, run);
  declareCompletion(program, run);
  return program;
}

async function explain(error: unknown, context: CliContext): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_FINE : EXIT_USAGE;
  const { code, at } = safeError(error);
  // Whoever read our output has left, as `head` does: that is not a fault.
  if (code === 'EPIPE') return EXIT_FINE;
  if (error instanceof QueueError) {
    await say(context.stderr, `decant: the queue cannot be used: ${error.code} (${error.detail})`);
    return EXIT_USAGE;
  }
  if (error instanceof CliError) {
    await say(context.stderr, ...error.lines);
    return error.code;
  }
  await say(context.stderr, `decant: internal error ${code}`, ...at.map((place) => `  at ${place}`));
  return EXIT_USAGE;
}
