import { allCommands, type CompletedCommand, type CompletedOption, type ValueKind } from './command-tree.ts';

/** Completions for zsh: a file `_decant` in `$fpath`, or sourced after `compinit`. */
export function zshCompletion(program: CompletedCommand): string {
  const commands = allCommands(program);
  return `#compdef decant
# zsh completion of decant:  source <(decant completion zsh)
_decant() {
  local at= previous=\${words[CURRENT-1]} word i
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case "$at/$word" in
      (${commands.slice(1).map(keyOf).join('|')}) at="$at/$word" ;;
    esac
  done
  case "$at $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  local -a candidates
  case "$at" in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] = _decant ]]; then _decant "$@"; else compdef _decant decant; fi
`;
}

function keyOf({ path }: CompletedCommand): string {
  return path.map((name) => `/${name}`).join('');
}

function valueCases(command: CompletedCommand): readonly string[] {
  return command.options.flatMap(({ names, value }) => {
    if (value.kind === 'none') return [];
    const patterns = names.map((name) => quoted(`${keyOf(command)} ${name}`)).join('|');
    return [`    (${patterns}) ${offers(value)}; return ;;`];
  });
}

function commandCase(command: CompletedCommand): string {
  const options = command.options.flatMap(describedOption).join(' ');
  const rest =
    command.commands.length === 0
      ? offers(command.argument)
      : `candidates=(${command.commands.map(describedCommand).join(' ')}); _describe command candidates`;
  return `    (${quoted(keyOf(command))})
      if [[ \${words[CURRENT]} == -* ]]; then candidates=(${options}); _describe option candidates
      else ${rest}; fi ;;`;
}

function describedOption({ names, description }: CompletedOption): readonly string[] {
  return names.map((name) => quoted(`${name}:${description}`));
}

function describedCommand({ path, description }: CompletedCommand): string {
  return quoted(`${path.at(-1) ?? ''}:${description}`);
}

function offers(value: ValueKind): string {
  if (value.kind === 'choice') return `compadd -- ${value.choices.map(quoted).join(' ')}`;
  return value.kind === 'file' ? '_files' : ':';
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
