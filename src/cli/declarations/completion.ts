import { Argument, type Command } from 'commander';
import type { CompletedShell } from '../commands/completion.ts';
import type { Runner } from '../runner.ts';

const USAGE = `
  bash  source <(decant completion bash)      in ~/.bashrc
  zsh   source <(decant completion zsh)       in ~/.zshrc, after compinit
  fish  decant completion fish | source       in config.fish`;

/** `decant completion …`: completions for shells. */
export function declareCompletion(program: Command, run: Runner): void {
  program
    .command('completion')
    .description('print completions for a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', USAGE)
    .action((shell: CompletedShell) =>
      run(async (context) =>
        (await import('../commands/completion.ts')).printCompletion(shell, program, context),
      ),
    );
}
