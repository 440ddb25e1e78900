import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();

/** Empty, with the reason printed, where this system lacks the shell. */
function shells(...names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const isThere = spawnSync(name, ['-c', 'true']).status === 0;
    if (!isThere) console.log(`skipped: completions in ${name}, which is not installed`);
    return isThere;
  });
}

async function scriptFor(shell: string): Promise<string> {
  const { code, out } = await cli(['completion', shell], { cwd: newFolder() });
  expect(code).toBe(0);
  const file = join(newFolder(), `_decant.${shell}`);
  writeFileSync(file, out);
  return file;
}

function answerOf(program: string, args: readonly string[], cwd?: string): readonly string[] {
  const ran = spawnSync(program, args, { encoding: 'utf8', ...(cwd === undefined ? {} : { cwd }) });
  expect(ran.stderr).toBe('');
  return ran.stdout.split('\n').filter((line) => line !== '');
}

/** The words that bash offers for the last one of the line. */
function inBash(script: string, words: readonly string[], cwd?: string): readonly string[] {
  const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _decant; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return answerOf('bash', ['-c', ask, 'bash', script, ...words], cwd);
}

function inFish(script: string, line: string, cwd?: string): readonly string[] {
  const ask = `source $argv[1]; complete -C $argv[2]`;
  return answerOf('fish', ['--no-config', '-c', ask, script, line], cwd).map(
    (offer) => offer.split('\t')[0] ?? '',
  );
}

/** zsh completes in its line editor only, so what the script hands to it is caught. */
function inZsh(script: string, words: readonly string[]): readonly string[] {
  const ask = `
    compdef() { :; }
    _describe() { print -l -- "\${(@P)2}"; }
    compadd() { shift; print -l -- "$@"; }
    _files() { print -- FILES; }
    source "$1"; shift
    words=("$@"); CURRENT=$#words
    _decant`;
  return answerOf('zsh', ['-f', '-c', ask, 'zsh', script, ...words]).map(
    (offer) => offer.split(':')[0] ?? '',
  );
}

describe('decant completion', () => {
  it('takes the shells that it has completions for, and no other', async () => {
    const { code, err } = await cli(['completion', 'csh'], { cwd: newFolder() });
    expect(code).toBe(2);
    expect(err).toContain('bash, zsh, fish');
  });

  for (const shell of shells('bash')) {
    it(`completes commands, options, choices and files in ${shell}`, async () => {
      const script = await scriptFor('bash');
      expect(inBash(script, ['decant', 'prop'])).toEqual(['proposals']);
      expect([...inBash(script, ['decant', 'proposals', ''])].sort()).toEqual([
        'approve',
        'history',
        'list',
        'reject',
        'show',
      ]);
      expect(inBash(script, ['decant', 'proposals', 'approve', 'abcdef', '--r'])).toEqual(['--reason']);
      expect(inBash(script, ['decant', 'env', '--shell', ''])).toEqual(['sh', 'fish', 'json']);
      const folder = newFolder();
      writeFileSync(join(folder, 'decant.yaml'), '');
      expect(inBash(script, ['decant', 'gateway', '--config', 'dec'], folder)).toEqual(['decant.yaml']);
      expect(inBash(script, ['decant', 'proposals', 'list', '--queue', ''], folder)).toEqual([]);
    });
  }

  for (const shell of shells('fish')) {
    it(`completes commands, options, choices and files in ${shell}`, async () => {
      const script = await scriptFor('fish');
      expect(inFish(script, 'decant prop')).toEqual(['proposals']);
      expect([...inFish(script, 'decant proposals ')].sort()).toEqual([
        'approve',
        'history',
        'list',
        'reject',
        'show',
      ]);
      expect(inFish(script, 'decant proposals approve abcdef --r')).toEqual(['--reason']);
      expect([...inFish(script, 'decant env --shell ')].sort()).toEqual(['fish', 'json', 'sh']);
      const folder = newFolder();
      writeFileSync(join(folder, 'decant.yaml'), '');
      expect(inFish(script, 'decant gateway --config dec', folder)).toEqual(['decant.yaml']);
    });
  }

  for (const shell of shells('zsh')) {
    it(`completes commands, options, choices and files in ${shell}`, async () => {
      const script = await scriptFor('zsh');
      expect(inZsh(script, ['decant', 'pro'])).toContain('proposals');
      expect([...inZsh(script, ['decant', 'proposals', ''])].sort()).toEqual([
        'approve',
        'history',
        'list',
        'reject',
        'show',
      ]);
      expect(inZsh(script, ['decant', 'proposals', 'approve', 'abcdef', '--r'])).toContain('--reason');
      expect(inZsh(script, ['decant', 'env', '--shell', ''])).toEqual(['sh', 'fish', 'json']);
      expect(inZsh(script, ['decant', 'gateway', '--config', 'dec'])).toEqual(['FILES']);
    });

    it(`loads in a ${shell} with its completion system`, async () => {
      const script = await scriptFor('zsh');
      const ask = 'autoload -Uz compinit; compinit -u -D; source "$1"; print -- $_comps[decant]';
      expect(answerOf('zsh', ['-f', '-c', ask, 'zsh', script])).toEqual(['_decant']);
    });
  }
});
