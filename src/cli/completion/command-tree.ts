import { type Command, Help, type Option } from 'commander';

/** What can follow an option or stand as an argument. */
export type ValueKind =
  | { readonly kind: 'none' | 'file' | 'text' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

export interface CompletedOption {
  /** `--config`, `-h`; the long one first. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: ValueKind;
}

export interface CompletedCommand {
  /** From the program on, without it: `['proposals', 'list']`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly commands: readonly CompletedCommand[];
  readonly options: readonly CompletedOption[];
  /** Of the first argument; the others are like it. */
  readonly argument: ValueKind;
}

const FILES = /^(file|path|folder)/;

/** The declared commands as the completions need them: what `--help` shows, and nothing else. */
export function commandTree(command: Command, path: readonly string[] = []): CompletedCommand {
  const help = new Help();
  const commands = help
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help')
    .map((child) => commandTree(child, [...path, child.name()]));
  const [argument] = command.registeredArguments;
  return {
    path,
    description: command.description(),
    commands,
    options: help.visibleOptions(command).map(completedOption),
    argument: argument === undefined ? { kind: 'none' } : valueKind(argument.name(), argument.argChoices),
  };
}

/** All of them, the program itself first. */
export function allCommands(command: CompletedCommand): readonly CompletedCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function completedOption(option: Option): CompletedOption {
  const names = [option.long, option.short].filter((name) => name !== undefined && name !== null);
  const [, value] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? [];
  return {
    names,
    description: option.description,
    value: value === undefined ? { kind: 'none' } : valueKind(value, option.argChoices),
  };
}

function valueKind(name: string, choices: readonly string[] | undefined): ValueKind {
  if (choices !== undefined) return { kind: 'choice', choices };
  return { kind: FILES.test(name) ? 'file' : 'text' };
}
