// What a hold costs: the latency of clean traffic with 1,000 requests held against none, the memory of a held request,
// and the time from an answer's rename to the request's arrival upstream. Run after a build: `node bench/hold.mjs`.
// Clients, upstream and gateway share one machine: read the ratios, not the absolutes.
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openQuestions, percentile, startBench } from './bed.mjs';
import { keepAlive, sendAndWait } from './client.mjs';

const HELD = Number(process.env.HELD ?? 1_000);
const VALUES = 50;
const CLEAN = 500;
const RELEASES = 200;

async function cleanLatencies(bed) {
  const connection = await keepAlive(bed, bed.host);
  const times = [];
  for (let index = 0; index < CLEAN; index += 1) {
    const from = performance.now();
    await connection.get(`/clean/${index}`);
    times.push(performance.now() - from);
  }
  connection.close();
  return times;
}

async function holdMany(bed) {
  const values = Array.from({ length: VALUES }, () => bed.token());
  const before = bed.memory();
  const clients = [];
  for (let index = 0; index < HELD; index += 1) {
    clients.push(await sendAndWait(bed, bed.host, `/held/${index}`, values[index % VALUES]));
  }
  const proposals = await openQuestions(bed, VALUES, HELD);
  return { clients, proposals, bytes: bed.memory() - before };
}

async function answer(bed, id) {
  const temporary = join(bed.folder, `answer-${id}`);
  await writeFile(temporary, JSON.stringify({ proposal_id: id, status: 'approved', notes: 'bench' }), {
    mode: 0o600,
  });
  const at = performance.now();
  await rename(temporary, join(bed.queue, `${id}.response.json`));
  return at;
}

async function releaseLatencies(bed) {
  const times = [];
  for (let index = 0; index < RELEASES; index += 1) {
    const path = `/release/${index}`;
    const arrival = bed.arrivalOf(path);
    const client = await sendAndWait(bed, bed.host, path, bed.token());
    const [id] = await openQuestions(bed, 1, 1);
    const at = await answer(bed, id);
    times.push((await arrival) - at);
    await client.reply;
    await openQuestions(bed, 0, 0);
  }
  return times;
}

const bed = await startBench({ hold: { max_held: HELD + 10, max_pending: VALUES + 10 } });
try {
  await cleanLatencies(bed);
  const idle = await cleanLatencies(bed);
  const released = await releaseLatencies(bed);
  const { clients, proposals, bytes } = await holdMany(bed);
  const busy = await cleanLatencies(bed);
  for (const id of proposals) await answer(bed, id);
  await Promise.all(clients.map((client) => client.reply));
  const idleAgain = await cleanLatencies(bed);
  const calm = [...idle, ...idleAgain];
  const row = (name, p) => ({
    measure: name,
    idle_ms: percentile(calm, p).toFixed(2),
    [`with_${HELD}_held_ms`]: percentile(busy, p).toFixed(2),
    ratio: (percentile(busy, p) / percentile(calm, p)).toFixed(2),
  });
  console.table([row('clean request, median', 0.5), row('clean request, p99', 0.99)]);
  console.table([
    { measure: 'memory per held request', value: `${(bytes / HELD / 1024).toFixed(1)} KiB` },
    {
      measure: `release after rename, median of ${RELEASES}`,
      value: `${percentile(released, 0.5).toFixed(2)} ms`,
    },
    {
      measure: `release after rename, p99 of ${RELEASES}`,
      value: `${percentile(released, 0.99).toFixed(2)} ms`,
    },
  ]);
} finally {
  await bed.end();
}
