// Compiles src/ to dist/ and web/ to dist/web/. Runs in `prepare`, so that `npm ci` leaves a working `decant` behind.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = `${root}node_modules/typescript/bin/tsc`;
const vite = `${root}node_modules/vite/bin/vite.js`;
if (!existsSync(tsc) || !existsSync(vite)) {
  console.error(
    'decant: the build needs the development dependencies; run `npm ci` without --omit=dev and with NODE_ENV unset.',
  );
  process.exit(1);
}
// Built beside dist/ and then put in its place: nothing of a file that moved stays behind, and a program that runs meanwhile
// always finds a whole one.
const next = mkdtempSync(`${root}dist.next-`);
const steps = [
  [tsc, '-p', 'tsconfig.build.json', '--outDir', next],
  [vite, 'build', '--logLevel', 'warn', '--outDir', `${next}/web`],
];
let status = 0;
for (const step of steps) {
  if (status !== 0) break;
  status = spawnSync(process.execPath, step, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
if (status === 0) {
  chmodSync(next, 0o755);
  chmodSync(`${next}/cli/main.js`, 0o755);
  const old = `${next}.old`;
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old);
  renameSync(next, `${root}dist`);
  rmSync(old, { recursive: true, force: true });
} else rmSync(next, { recursive: true, force: true });
process.exitCode = status;
