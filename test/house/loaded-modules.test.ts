import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** The packages that a command loads: the program's own, and the command's, which it imports when it is called. */
function packagesOf(command: string): readonly string[] {
  const entries = [`${source}cli/main.ts`, `${source}cli/commands/${command}.ts`];
  return [...new Set(entries.flatMap((entry) => [...packagesLoadedBy(entry)]))].sort();
}

/** The packages that a file of ours loads at once, with everything it imports statically, types left out. */
function packagesLoadedBy(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    for (const statement of tree.statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      if (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly === true) continue;
      const from = statement.moduleSpecifier;
      if (!from || !ts.isStringLiteral(from)) continue;
      if (from.text.startsWith('.')) walk(resolve(dirname(file), from.text));
      else if (!from.text.startsWith('node:')) packages.add(packageOf(from.text));
    }
  };
  expect(existsSync(entry), entry).toBe(true);
  walk(entry);
  return packages;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

it('the process that holds the CA key loads these packages and no others', () => {
  expect(packagesOf('gateway')).toEqual([
    '@peculiar/x509',
    '@scure/bip39',
    'commander',
    'pino',
    'reflect-metadata',
    'tldts',
    'undici',
    'ws',
    'yaml',
    'zod',
  ]);
});

it.each(['proposals-list', 'proposals-show', 'proposals-decide', 'proposals-history', 'safe'])(
  'a command of the operator loads neither the gateway nor its libraries: %s',
  (command) => {
    const gatewayOnly = ['@peculiar/x509', 'reflect-metadata', 'undici', 'ws', 'pino'];
    expect(packagesOf(command).filter((name) => gatewayOnly.includes(name))).toEqual([]);
  },
);
