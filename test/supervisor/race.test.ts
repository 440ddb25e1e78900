import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Proposal, serialiseProposal } from '../../src/core/approval/proposal.ts';
import type { SupervisorQueue } from '../../src/core/approval/queue-port.ts';
import { createFileQueue } from '../../src/queue/file/file-queue.ts';
import type { DecisionResult } from '../../src/supervisor/decision.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import { NOW, numberedId, proposal } from './proposals.ts';

const ROUNDS = 1_000;

let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'decant-race-')), 'queue');
  mkdirSync(directory, { mode: 0o700 });
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }));

/** As in a process of its own: nothing is shared but the directory. */
function view(): { readonly queue: SupervisorQueue; readonly supervisor: Supervisor } {
  const queue = createFileQueue({ directory, operatorUids: [process.geteuid?.() ?? 0], group: null });
  return { queue, supervisor: new Supervisor({ queue, now: () => NOW }) };
}

function ask(round: number): Proposal {
  const asked = { ...proposal(1), id: numberedId(round) };
  writeFileSync(join(directory, `${asked.id}.proposal.json`), serialiseProposal(asked), { mode: 0o600 });
  return asked;
}

it('Q6 Q9: two operators decide the same proposal at the same moment, 1,000 times: one decision each time, the other is told whose', async () => {
  const terminal = view();
  const browser = view();
  const wins = { terminal: 0, browser: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const { id } = ask(round);
    const shown = await terminal.queue.get(id);
    if (shown === null) throw new Error('not asked');
    const decide = (supervisor: Supervisor, decidedBy: string, status: 'approved' | 'rejected') =>
      supervisor.decide({ id, digest: shown.digest, status, notes: `by ${decidedBy}`, decidedBy });
    // Who comes first in this process changes with the round.
    const started: Promise<DecisionResult>[] = [];
    const turns = [
      () => started.push(decide(terminal.supervisor, 'terminal', 'approved')),
      () => started.push(decide(browser.supervisor, 'browser', 'rejected')),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) turn();
    const results = await Promise.all(started);
    const won = results.filter((result) => result.kind === 'recorded');
    const lost = results.filter((result) => result.kind === 'already_decided');
    expect([won.length, lost.length]).toEqual([1, 1]);
    const winner = won[0]?.response.decided_by;
    expect(lost[0]?.response).toEqual(won[0]?.response);
    const written = JSON.parse(readFileSync(join(directory, `${id}.response.json`), 'utf8'));
    expect(written).toEqual(won[0]?.response);
    if (winner === 'terminal') wins.terminal += 1;
    else wins.browser += 1;
  }
  expect(wins.terminal + wins.browser).toBe(ROUNDS);
  const verdict = await terminal.supervisor.verifyLog();
  expect(verdict).toMatchObject({ entries: ROUNDS, faults: [] });
}, 120_000);
