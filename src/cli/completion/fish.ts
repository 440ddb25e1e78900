import { allCommands, type CompletedCommand, type CompletedOption, type ValueKind } from './command-tree.ts';

/** Completions for fish 3 and later. */
export function fishCompletion(program: CompletedCommand): string {
  const commands = allCommands(program);
  return `# fish completion of decant:  decant completion fish | source
function __decant_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
            case ${commands
              .slice(1)
              .map((command) => quoted(keyOf(command)))
              .join(' ')}
                set at "$at/$word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c decant -e
complete -c decant -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function keyOf({ path }: CompletedCommand): string {
  return path.map((name) => `/${name}`).join('');
}

function linesOf(command: CompletedCommand): readonly string[] {
  const here = `complete -c decant -n "__decant_at '${keyOf(command)}'"`;
  return [
    ...command.commands.map(
      ({ path, description }) => `${here} -a ${quoted(path.at(-1) ?? '')} -d ${quoted(description)}`,
    ),
    ...(command.argument.kind === 'file' ? [`${here} -F`] : []),
    ...(command.argument.kind === 'choice'
      ? [`${here} -a ${quoted(command.argument.choices.join(' '))}`]
      : []),
    ...command.options.map((option) => `${here} ${optionOf(option)}`),
  ];
}

function optionOf({ names, description, value }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...flags, ...argumentOf(value), `-d ${quoted(description)}`].join(' ');
}

function argumentOf(value: ValueKind): readonly string[] {
  if (value.kind === 'none') return [];
  if (value.kind === 'choice') return ['-x', `-a ${quoted(value.choices.join(' '))}`];
  return value.kind === 'file' ? ['-r', '-F'] : ['-x'];
}

/** In single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
