// npm run bench            every benchmark
// npm run bench -- hold    the one that is named
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** Files that measure nothing by themselves. */
const PARTS = new Set(['main', 'bed', 'client']);
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length))
  .filter((name) => !PARTS.has(name));
const [wanted, ...rest] = process.argv.slice(2);
if (wanted !== undefined && !all.includes(wanted)) {
  console.error(`bench: there is no ${wanted}; there are: ${all.join(', ')}`);
  process.exit(2);
}
console.log(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
for (const name of wanted === undefined ? all : [wanted]) {
  console.log(`\n## ${name}`);
  const { status } = spawnSync(process.execPath, [`${folder}${name}.mjs`, ...rest], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
