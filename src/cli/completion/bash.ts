import { allCommands, type CompletedCommand, type ValueKind } from './command-tree.ts';

/** Completions for bash 4 and later. */
export function bashCompletion(program: CompletedCommand): string {
  const commands = allCommands(program);
  return `# bash completion of decant:  source <(decant completion bash)
_decant() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at= word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$at/$word" in
      ${commands.slice(1).map(keyOf).join(' | ')}) at="$at/$word" ;;
    esac
  done
  case "$at $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${commands.map(commandCase).join('\n')}
  esac
}
complete -F _decant decant
`;
}

function keyOf({ path }: CompletedCommand): string {
  return path.map((name) => `/${name}`).join('');
}

function valueCases(command: CompletedCommand): readonly string[] {
  return command.options.flatMap(({ names, value }) => {
    if (value.kind === 'none') return [];
    const patterns = names.map((name) => `'${keyOf(command)} ${name}'`).join(' | ');
    return [`    ${patterns}) ${repliesWith(value)}; return ;;`];
  });
}

function commandCase(command: CompletedCommand): string {
  const options = command.options.flatMap(({ names }) => names);
  const words = command.commands.map(({ path }) => path.at(-1) ?? '');
  const rest = words.length > 0 ? replyOf(words) : repliesWith(command.argument);
  return `    '${keyOf(command)}')
      if [[ $current == -* ]]; then ${replyOf(options)}; else ${rest}; fi ;;`;
}

function repliesWith(value: ValueKind): string {
  if (value.kind === 'choice') return replyOf(value.choices);
  return value.kind === 'file'
    ? `compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current")`
    : ':';
}

function replyOf(words: readonly string[]): string {
  return `mapfile -t COMPREPLY < <(compgen -W '${words.join(' ')}' -- "$current")`;
}
