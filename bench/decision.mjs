// From a person's decision to the request's arrival upstream, through the service that the terminal, the web UI and the
// commands share: reading the proposal, the answer's files and syncs, the decision log, the rescan and the dial.
// Run after a build: `node bench/decision.mjs`. Clients, upstream and gateway share one machine.
import { createFileQueue } from '../dist/queue/file/file-queue.js';
import { Supervisor } from '../dist/supervisor/supervisor.js';
import { openQuestions, percentile, startBench } from './bed.mjs';
import { sendAndWait } from './client.mjs';

const DECISIONS = Number(process.env.DECISIONS ?? 300);

const bed = await startBench({});
const queue = createFileQueue({ directory: bed.queue, operatorUids: [process.geteuid()], group: null });
const supervisor = new Supervisor({ queue, now: () => new Date() });
try {
  const times = { toUpstream: [], toAnswer: [] };
  for (let index = 0; index < DECISIONS; index += 1) {
    const path = `/decision/${index}`;
    const arrival = bed.arrivalOf(path);
    const client = await sendAndWait(bed, bed.host, path, bed.token());
    await openQuestions(bed, 1, 1);
    const [{ proposal, digest }] = await supervisor.list();
    const from = performance.now();
    const decision = { id: proposal.id, digest, status: 'approved', notes: 'bench', decidedBy: 'bench' };
    const result = await supervisor.decide(decision);
    if (result.kind !== 'recorded') throw new Error(result.kind);
    times.toAnswer.push(performance.now() - from);
    times.toUpstream.push((await arrival) - from);
    await client.reply;
    await openQuestions(bed, 0, 0);
  }
  const row = (measure, values) => ({
    measure,
    median_ms: percentile(values, 0.5).toFixed(2),
    p99_ms: percentile(values, 0.99).toFixed(2),
  });
  console.table([
    row(`decision to arrival upstream (${DECISIONS})`, times.toUpstream),
    row('decision to the operator being told', times.toAnswer),
  ]);
} finally {
  await bed.end();
}
