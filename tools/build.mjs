// Compiles src/ to dist/. Runs in `prepare`, so that `npm ci` leaves a working `decant` behind.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = `${root}node_modules/typescript/bin/tsc`;
if (!existsSync(tsc)) {
  console.error(
    'decant: the build needs the development dependencies; run `npm ci` without --omit=dev and with NODE_ENV unset.',
  );
  process.exit(1);
}
// Built beside dist/ and then put in its place: nothing of a file that moved stays behind, and a program that runs meanwhile
// always finds a whole one.
const next = mkdtempSync(`${root}dist.next-`);
const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', next], {
  cwd: root,
  stdio: 'inherit',
});
if (result.status === 0) {
  chmodSync(next, 0o755);
  chmodSync(`${next}/cli/main.js`, 0o755);
  const old = `${next}.old`;
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old);
  renameSync(next, `${root}dist`);
  rmSync(old, { recursive: true, force: true });
} else rmSync(next, { recursive: true, force: true });
process.exitCode = result.status ?? 1;
