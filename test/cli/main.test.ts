import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

function decant(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = newFolder()) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the built program', () => {
  it('prints its version and help, and lists only what exists', () => {
    const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
    expect(decant(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    const help = decant(['--help']);
    expect(help.status).toBe(0);
    const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);
    expect(new Set(commands)).toEqual(
      new Set([
        ...['up', 'gateway', 'supervise', 'proposals', 'safe', 'scan', 'env', 'config', 'completion', 'help'],
        ...['decant', 'eval'],
      ]),
    );
  });

  for (const args of [
    [],
    ['bogus'],
    ['scan', '--bogus', 'x'],
    ['proposals'],
    ['proposals', 'approve'],
    ['gateway'],
  ]) {
    it(`decant ${args.join(' ')}: usage is exit 2, on stderr`, () => {
      const { status, stdout, stderr } = decant(args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).not.toBe('');
    });
  }

  it('U1: what was typed is repeated without its escapes', () => {
    expect(decant(['bogus\x1b]52;c;x\x07']).stderr).toContain('bogus\\x1b]52;c;x\\x07');
  });

  it('C25 R8: an environment that opens the process is refused', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'decant.yaml'), 'version: 1\nlisten: 127.0.0.1:0\n');
    for (const env of [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, { NODE_DEBUG: 'http' }]) {
      const { status, stdout, stderr } = decant(['gateway', '--config', 'decant.yaml'], env, folder);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(Object.keys(env)[0]);
    }
    expect(existsSync(join(folder, '.decant'))).toBe(false);
  });

  it('a reader that leaves is no fault', () => {
    const folder = newFolder();
    const script = `"${process.execPath}" "${main}" config schema | head -c 1; echo " \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['{ 0\n', '']);
  });
});

describe('guards of the process', () => {
  const guards = JSON.stringify(new URL('../../dist/cli/process-guards.js', import.meta.url).href);
  const crash = (what: string) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { installProcessGuards } from ${guards};\ninstallProcessGuards();\n${what}`,
      ],
      { encoding: 'utf8' },
    );

  for (const [what, script] of [
    ['an uncaught exception', `setImmediate(() => { throw new TypeError('canary-7f3a9c'); });`],
    [
      'an unhandled rejection',
      `Promise.reject(new TypeError('canary-7f3a9c')); setInterval(() => undefined, 1000);`,
    ],
  ] as const) {
    it(`I3 I4 R7: ${what} ends the process, with its code and without its message`, () => {
      const { status, stderr, stdout } = crash(script);
      expect(status).toBe(2);
      expect(JSON.parse(stderr)).toMatchObject({
        event: expect.stringMatching(/uncaught|unhandled/),
        code: 'TypeError',
      });
      expect(stderr + stdout).not.toContain('canary');
    });
  }

  it('I4 R7: a warning is told without its text', () => {
    const { status, stderr } = crash(`process.emitWarning('canary-7f3a9c', { code: 'ERR_SOMETHING' });`);
    expect(status).toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ event: 'warning', code: 'ERR_SOMETHING' });
    expect(stderr).not.toContain('canary');
  });
});

describe('runCli', () => {
  it('help of every command fits 80 columns and names its options', async () => {
    const commands = [
      'up',
      'gateway',
      'proposals',
      'proposals list',
      'proposals approve',
      'safe',
      'scan',
      'env',
      'config explain',
    ];
    for (const command of commands) {
      const { code, out } = await cli([...command.split(' '), '--help'], { cwd: newFolder() });
      expect(code).toBe(0);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});
