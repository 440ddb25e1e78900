import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { CliContext } from '../context.ts';
import { EXIT_FINE, type ExitCode } from '../exit.ts';

export type CompletedShell = 'bash' | 'zsh' | 'fish';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `decant completion SHELL`: a script made from the commands as they are declared. */
export async function printCompletion(
  shell: CompletedShell,
  program: Command,
  context: CliContext,
): Promise<ExitCode> {
  const script = SCRIPTS[shell](commandTree(program));
  await new Promise<void>((resolve, reject) => {
    context.stdout.write(script, (error) => (error ? reject(error) : resolve()));
  });
  return EXIT_FINE;
}
