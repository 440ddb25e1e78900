import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

function newFormat(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/new-format.mjs', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const COMMON = ['--vendor', 'Acme', '--kind', "Acme's key", '--source', 'https://docs.acme.example/keys'];

describe('tools/new-format', () => {
  it('S2: prints a row, its place in the table and its test', () => {
    const { status, stdout } = newFormat(
      ...COMMON,
      '--prefix',
      'acme_live_',
      '--alphabet',
      'alnum',
      '--length',
      '32-40',
    );
    expect(status).toBe(0);
    expect(stdout).toContain(
      "    anchors: ['acme_live_'],\n    parts: [run('alnum', 32, 40)],\n    nearMin: 24,",
    );
    expect(stdout).toContain("kind: 'Acme\\'s key'");
    expect(stdout).toContain('describeFormats');
  });

  it('S2: a short prefix is held to its length and looks', () => {
    const { stdout } = newFormat(...COMMON, '--prefix', 'ac_', '--alphabet', 'hexLower', '--length', '40');
    expect(stdout).toContain("    glue: 'word',\n    exact: true,\n    check: looksRandom,");
  });

  it('S2: a value without prefix is found by its name', () => {
    const { stdout } = newFormat(
      ...COMMON,
      '--named',
      'ACME_API_KEY',
      '--alphabet',
      'alnum',
      '--length',
      '32',
    );
    expect(stdout).toContain("    names: ['acme_api_key'],\n    value: { run: 'alnum', min: 32 },");
  });

  it('says what is missing or wrong', () => {
    const { status, stderr } = newFormat(
      '--vendor',
      'x',
      '--prefix',
      'ab',
      '--alphabet',
      'runes',
      '--length',
      '0',
    );
    expect(status).toBe(2);
    for (const word of ['--kind', '--source', 'three characters', 'no alphabet runes', 'N or N-M']) {
      expect(stderr).toContain(word);
    }
  });
});
