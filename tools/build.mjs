// Compiles src/ to dist/. Runs in `prepare`, so that `npm ci` leaves a working `decant` behind.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = `${root}node_modules/typescript/bin/tsc`;
if (!existsSync(tsc)) {
  console.error(
    'decant: the build needs the development dependencies; run `npm ci` without --omit=dev and with NODE_ENV unset.',
  );
  process.exit(1);
}
const result = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (result.status !== 0) process.exit(result.status ?? 1);
chmodSync(`${root}dist/cli/main.js`, 0o755);
