import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnv, PROGRAM } from '../helpers/program.ts';
import { useFolders } from './support/cli.ts';

const newFolder = useFolders();
const KEY = ['sk', 'proj', 'Zr8vQ2mXw5Lk9TnB4cYh7GdPf3SjUa6EoRi1VtNxKq0WzMbC'].join('-');

function scan(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'scan', ...args], {
    cwd,
    env: cleanEnv(),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('decant scan in threads', () => {
  it('finds the same in the same order as in one, in every format', () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'f'));
    for (let i = 0; i < 30; i += 1) {
      const text = 'line of text\n'.repeat(i % 3 === 0 ? 40_000 : 5);
      writeFileSync(join(cwd, 'f', `${i}.txt`), i % 4 === 0 ? `${text}key ${KEY}\n` : text);
    }
    for (const format of ['text', 'json', 'sarif']) {
      const alone = scan(cwd, 'f', '--format', format, '--workers', '0');
      const many = scan(cwd, 'f', '--format', format, '--workers', '3');
      expect(alone.status).toBe(1);
      expect(many).toEqual(alone);
    }
  });

  it('I3: what a thread cannot read is exit 2, and the rest is still scanned', () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'a.txt'), KEY);
    const { status, stdout, stderr } = scan(cwd, 'a.txt', 'gone.txt', '--workers', '2');
    expect(status).toBe(2);
    expect(stdout).toContain('a.txt:1:1');
    expect(stderr).toContain('gone.txt was not scanned (ENOENT)');
  });

  it('families are switched there too', () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'a.txt'), 'card 4111111111111111 end');
    for (const workers of ['0', '1']) {
      expect(scan(cwd, 'a.txt', '--workers', workers).status).toBe(0);
      expect(scan(cwd, 'a.txt', '--workers', workers, '--families', 'payment').status).toBe(1);
    }
  });

  it('a count that is none is usage', () => {
    expect(scan(newFolder(), '.', '--workers', 'many').status).toBe(2);
  });
});
