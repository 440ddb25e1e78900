/**
 * Fuzzes one part of the detector with seeded inputs: `node fuzz/run.mjs TARGET --seed N --runs N` (build first). Each input
 * follows from seed and number alone, so a failure is replayed with `--seed N --only RUN`; it is also written to
 * fuzz/crashes/TARGET-SEED-RUN.bin, which stays as a test case: `--replay` runs all of those. `list` prints the targets.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inputFrom } from './inputs.mjs';
import { TARGETS } from './targets.mjs';

const CRASHES = fileURLToPath(new URL('./crashes/', import.meta.url));

function optionsOf([target = 'list', ...rest]) {
  const options = { target, seed: 1, runs: 1_000, only: null, replay: false };
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] === '--replay') options.replay = true;
    else if (['--seed', '--runs', '--only'].includes(rest[i])) options[rest[i].slice(2)] = Number(rest[++i]);
    else throw new Error(`unknown option ${rest[i]}`);
  }
  return options;
}

/** What is wrong with what the target makes of the bytes; null: nothing. */
function faultOf(name, bytes) {
  try {
    return TARGETS[name](bytes) ?? null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : 'unknown';
  }
}

function replay() {
  let faults = 0;
  for (const file of readdirSync(CRASHES).filter((name) => name.endsWith('.bin'))) {
    const name = Object.keys(TARGETS).find((target) => file.startsWith(`${target}-`));
    const fault = name === undefined ? 'of no target' : faultOf(name, readFileSync(CRASHES + file));
    if (fault !== null) faults++;
    process.stdout.write(`${file}: ${fault ?? 'ok'}\n`);
  }
  return faults;
}

function fuzz(name, { seed, runs, only }) {
  let faults = 0;
  for (let run = only ?? 0; run < (only === null ? runs : only + 1); run++) {
    const bytes = inputFrom(seed, run);
    const fault = faultOf(name, bytes);
    if (fault === null) continue;
    faults++;
    mkdirSync(CRASHES, { recursive: true });
    writeFileSync(`${CRASHES}${name}-${seed}-${run}.bin`, bytes);
    process.stdout.write(`${name} --seed ${seed} --only ${run}: ${fault}\n`);
  }
  process.stdout.write(`${name}: ${only === null ? runs : 1} runs with seed ${seed}, ${faults} faults\n`);
  return faults;
}

const options = optionsOf(process.argv.slice(2));
if (options.target === 'list') process.stdout.write(`${Object.keys(TARGETS).join('\n')}\n`);
else if (options.replay) process.exitCode = replay() > 0 ? 1 : 0;
else {
  const names = options.target === 'all' ? Object.keys(TARGETS) : [options.target];
  const unknown = names.find((name) => TARGETS[name] === undefined);
  if (unknown !== undefined) throw new Error(`no target ${unknown}; \`list\` prints them`);
  const faults = names.reduce((sum, name) => sum + fuzz(name, options), 0);
  process.exitCode = faults > 0 ? 1 : 0;
}
