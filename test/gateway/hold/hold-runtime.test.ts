import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { HoldMachine } from '../../../src/core/approval/hold-machine.ts';
import { type Proposal, proposalIdFrom } from '../../../src/core/approval/proposal.ts';
import type { GatewayQueue } from '../../../src/core/approval/queue-port.ts';
import { valueKeyOf } from '../../../src/core/approval/value-key.ts';
import type { Clock } from '../../../src/gateway/clock.ts';
import { holdIdOf } from '../../../src/gateway/hold/candidate.ts';
import { HoldRuntime } from '../../../src/gateway/hold/hold-runtime.ts';
import { ProposalDesk } from '../../../src/gateway/hold/proposal-desk.ts';
import { requestOf, scannerFor } from '../../core/detect/support.ts';

const SETTINGS = {
  timeoutMs: 300_000,
  proposalMs: 900_000,
  maxHeld: 100,
  maxPending: 10,
  heldBytes: 1e6,
  rememberRejectionsMs: 0,
  scope: 'bottle',
  wired: true,
} as const;

/** Every look at it costs time, as scans do. */
function slowClock(): Clock {
  let now = 0;
  return { monotonic: () => (now += 10), wall: () => 0, after: () => ({ cancel: () => {} }) };
}

function recordingQueue(published: Proposal[]): GatewayQueue {
  return {
    start: async () => [],
    publish: async (proposal) => void published.push(proposal),
    showState: async () => {},
    close: async () => {},
    stop: async () => {},
  };
}

function setting() {
  const published: Proposal[] = [];
  const machine = new HoldMachine(SETTINGS);
  const clock = slowClock();
  const newId = () => proposalIdFrom(randomBytes(20));
  const log = () => {};
  const runtime = new HoldRuntime({
    machine,
    desk: (owner) =>
      new ProposalDesk({
        queue: recordingQueue(published),
        newId,
        stateOf: (id) => machine.stateOf(id),
        onPublishFailed: (id) => owner.publishFailed(id),
        log,
      }),
    keyOf: (finding) => valueKeyOf(Buffer.alloc(32), finding),
    newId,
    clock,
    log,
  });
  return { runtime, published };
}

const { findings } = scannerFor().scan(
  requestOf({ body: 'AKIAQYLPMN5HFIQR7BBA' }),
  new Set(['token_patterns']),
  () => false,
);

describe('HoldRuntime', () => {
  it('S8 I8: one answer for many held requests scans them in turns, and other traffic comes in between', async () => {
    const { runtime, published } = setting();
    const rescanned: number[] = [];
    const verdicts = [0, 1, 2, 3].map((number) =>
      runtime.submit({
        id: holdIdOf(`x${number}`),
        destination: 'https://api.example.com:443',
        bytes: 1,
        waiter: { client: 'test', since: '2026-01-01T00:00:00.000Z', gives_up_at: null },
        sight: { findings, excused: [] },
        rejudge: () => {
          rescanned.push(number);
          return { kind: 'scanned', findings: [], excused: findings };
        },
        describe: (id) => ({
          version: 1,
          id,
          tool: 'egress-token-allow',
          bottle_slug: 'demo',
          created_at: '2026-01-01T00:00:00.000Z',
          expires_at: '2026-01-01T00:15:00.000Z',
          proposed_file: '',
          justification: '',
          details: {},
        }),
      }),
    );
    await nextTurn();
    const [proposal] = published;
    if (proposal === undefined) throw new Error('a proposal expected');
    runtime.answered(proposal.id, { proposal_id: proposal.id, status: 'approved', notes: 'why' });
    const seen: number[] = [];
    for (let turns = 0; turns < 4; turns++) {
      seen.push(rescanned.length);
      await nextTurn();
    }
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(await Promise.all(verdicts)).toEqual(Array(4).fill({ kind: 'release' }));
    expect(rescanned).toEqual([0, 1, 2, 3]);
  });
});
