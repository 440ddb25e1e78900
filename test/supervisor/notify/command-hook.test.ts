import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runHook } from '../../../src/supervisor/notify/command-hook.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decant-hook-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function node(source: string, ...args: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, '-e', source, ...args];
}

const DUMP = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const [out, ...args] = process.argv.slice(1);
  writeFileSync(out, JSON.stringify({ input: readFileSync(0, 'utf8'), args, env: process.env }));
`;

describe('a command hook', () => {
  it('I4 I7: gets JSON on its standard input, its arguments as they are, and no secret of the environment', async () => {
    const out = join(folder, 'out');
    const argv = node(DUMP, out, '$(touch x)', '; rm -rf /');
    const env = {
      PATH: process.env.PATH,
      EGRESS_TOKEN_X: 'a-provisioned-value',
      NODE_OPTIONS: '',
      LC_ALL: 'C',
    };
    expect(await runHook({ argv, env, timeoutMs: 20_000 }, '{"a":1}\n')).toEqual({ kind: 'delivered' });
    const seen = JSON.parse(readFileSync(out, 'utf8'));
    expect(seen).toMatchObject({ input: '{"a":1}\n', args: ['$(touch x)', '; rm -rf /'] });
    expect(Object.keys(seen.env).sort()).toEqual(['LC_ALL', 'PATH']);
  });

  it.each([
    ['that fails', node('process.exit(3)'), 'exit_3'],
    ['that is killed', node('process.kill(process.pid, "SIGKILL")'), 'exit_signal'],
    ['that is not there', ['/nowhere/hook'] as const, 'not_started'],
  ])('%s is told by a code', async (_, argv, code) => {
    expect(await runHook({ argv, env: {}, timeoutMs: 20_000 }, '{}')).toEqual({ kind: 'refused', code });
  });

  it('I8: that does not end is ended', async () => {
    const argv = node('setInterval(() => {}, 1000)');
    expect(await runHook({ argv, env: {}, timeoutMs: 50 }, '{}')).toEqual({
      kind: 'refused',
      code: 'timeout',
    });
  });

  it('may leave its input unread', async () => {
    const big = 'x'.repeat(1_000_000);
    expect(await runHook({ argv: node('process.exit(0)'), env: {}, timeoutMs: 20_000 }, big)).toEqual({
      kind: 'delivered',
    });
  });
});
