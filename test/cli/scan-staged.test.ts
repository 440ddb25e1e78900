import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnv, PROGRAM } from '../helpers/program.ts';
import { cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();
const KEY = ['sk', 'proj', 'Zr8vQ2mXw5Lk9TnB4cYh7GdPf3SjUa6EoRi1VtNxKq0WzMbC'].join('-');
const hasGit = spawnSync('git', ['--version']).status === 0;
if (!hasGit) console.log('skipped: no git, so nothing can be staged');

function repository(): { readonly cwd: string; readonly git: (...args: string[]) => void } {
  const cwd = newFolder();
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd,
      env: cleanEnv(),
    });
  };
  git('init', '-q');
  return { cwd, git };
}

describe.skipIf(!hasGit)('decant scan --staged', () => {
  it('S2: looks at what would be committed, not at the working tree', async () => {
    const { cwd, git } = repository();
    writeFileSync(join(cwd, 'a b.env'), `K=${KEY}\n`);
    git('add', '.');
    writeFileSync(join(cwd, 'a b.env'), 'K=\n');
    writeFileSync(join(cwd, 'untracked.env'), KEY);
    const found = await cli(['scan', '--staged'], { cwd, env: cleanEnv() });
    expect(found).toMatchObject({ code: 1, err: '1 finding in 1 of 1 file\n' });
    expect(found.out).toMatch(/^a b\.env:1:3: OpenAI API key/);
    expect(found.out).not.toContain(KEY.slice(8, 14));
  });

  it('what is committed already, or deleted, is not asked about again; paths narrow', async () => {
    const { cwd, git } = repository();
    writeFileSync(join(cwd, 'old.env'), KEY);
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    writeFileSync(join(cwd, 'new.txt'), 'clean');
    git('rm', '-q', 'old.env');
    git('add', '.');
    expect(await cli(['scan', '--staged'], { cwd, env: cleanEnv() })).toMatchObject({ code: 0, out: '' });
    writeFileSync(join(cwd, 'dirty.txt'), KEY);
    git('add', '.');
    expect((await cli(['scan', '--staged', 'new.txt'], { cwd, env: cleanEnv() })).code).toBe(0);
    expect((await cli(['scan', '--staged', 'dirty.txt'], { cwd, env: cleanEnv() })).code).toBe(1);
  });

  it('I3: outside a repository nothing passes', async () => {
    const { code, err } = await cli(['scan', '--staged'], { cwd: newFolder(), env: cleanEnv() });
    expect(code).toBe(2);
    expect(err).toContain('was not scanned (git failed)');
  });

  it('I3: without git nothing passes', async () => {
    const { code, err } = await cli(['scan', '--staged'], { cwd: newFolder(), env: { PATH: '/nowhere' } });
    expect(code).toBe(2);
    expect(err).toContain('was not scanned (git cannot be run)');
  });

  it('works as a hook', () => {
    const { cwd, git } = repository();
    const hook = join(cwd, '.git', 'hooks', 'pre-commit');
    writeFileSync(hook, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" scan --staged\n`, {
      mode: 0o755,
    });
    writeFileSync(join(cwd, 'a.txt'), 'clean');
    git('add', '.');
    git('commit', '-q', '-m', 'clean');
    writeFileSync(join(cwd, 'a.txt'), KEY);
    expect(() => git('commit', '-q', '-a', '-m', 'dirty')).toThrow();
  });
});
