import { spawn } from 'node:child_process';
import { ScanFault } from './scan-fault.ts';
import type { Source } from './sources.ts';

interface Git {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Names of files in the index may be long, and many. */
const NUL = '\0';

/**
 * What a commit would now hold of the files that it changes: their content in the index, not in the working tree, so
 * that a change that is staged and then taken out of the file is still seen. `paths` narrows it.
 */
export async function stagedSources(paths: readonly string[], git: Git): Promise<readonly Source[]> {
  const listing = [
    'diff',
    '--cached',
    '--name-only',
    '--no-renames',
    '--diff-filter=d',
    '--ignore-submodules',
    '-z',
  ];
  const chunks: Buffer[] = [];
  for await (const chunk of run([...listing, '--', ...paths], git)) chunks.push(chunk);
  const names = Buffer.concat(chunks).toString('utf8').split(NUL);
  return names
    .filter((name) => name !== '')
    .map((name) => ({ name, read: () => run(['cat-file', 'blob', `:0:${name}`], git) }));
}

/** The output of a git command; it fails where git does, however much came before. */
async function* run(args: readonly string[], { cwd, env }: Git): AsyncGenerator<Buffer, void, undefined> {
  const child = spawn('git', ['--literal-pathspecs', ...args], {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', () => reject(new ScanFault('git cannot be run')));
    child.once('close', (code) => (code === 0 ? resolve() : reject(new ScanFault('git failed'))));
  });
  ended.catch(() => {});
  try {
    for await (const chunk of child.stdout) yield Buffer.from(chunk);
    await ended;
  } finally {
    child.kill();
  }
}
