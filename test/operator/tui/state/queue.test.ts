import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueuedProposal } from '../../../../src/core/approval/queue-port.ts';
import {
  EMPTY_QUEUE,
  inWindow,
  moveTo,
  type Queue,
  sorted,
  withAll,
  withChange,
  withFilter,
} from '../../../../src/operator/tui/state/queue.ts';
import { open, seconds } from '../support/desk.ts';

const idsOf = (...items: readonly QueuedProposal[]): string[] => items.map((item) => item.proposal.id);

describe('the order', () => {
  it('is that of the patience clock', () => {
    const patient = open(1, {}, [null]);
    const urgent = open(2, {}, [seconds(90), seconds(5)]);
    const later = open(3, {}, [seconds(60)]);
    const nobody = open(4);
    const queue = withAll(EMPTY_QUEUE, [nobody, patient, later, urgent]);
    expect(queue.order).toEqual(idsOf(urgent, later, patient, nobody));
    expect(queue.cursor).toBe(urgent.proposal.id);
  });

  it('Q9: a new one never moves what is at or above the cursor, and the most urgent is next below', () => {
    const items = [open(1, {}, [seconds(50)]), open(2, {}, [seconds(60)]), open(3, {}, [seconds(70)])];
    const queue = moveTo(withAll(EMPTY_QUEUE, items), 1);
    const urgent = open(9, {}, [seconds(1)]);
    const after = withChange(queue, { updated: [urgent], closed: [] });
    expect(after.order).toEqual([...queue.order.slice(0, 2), urgent.proposal.id, ...queue.order.slice(2)]);
    expect(after.at).toBe(1);
  });

  it('is that of patience again when asked for, with the cursor on the same proposal', () => {
    const first = open(1, {}, [seconds(50)]);
    const urgent = open(2, {}, [seconds(1)]);
    const queue = withChange(withAll(EMPTY_QUEUE, [first]), { updated: [urgent], closed: [] });
    expect(queue.order).toEqual(idsOf(first, urgent));
    expect(sorted(queue)).toMatchObject({ order: idsOf(urgent, first), cursor: first.proposal.id, at: 1 });
  });

  it('Q9: whatever comes, changes and goes, what stands at or above the cursor keeps its order, and the cursor its proposal', () => {
    const arrival = fc.record({
      number: fc.integer({ min: 1, max: 30 }),
      patience: fc.integer({ min: 1, max: 99 }),
    });
    const change = fc.record({
      updated: fc.array(arrival, { maxLength: 4 }),
      closed: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(arrival, { maxLength: 20 }),
        fc.nat(20),
        fc.array(change, { maxLength: 8 }),
        (first, at, changes) => {
          const itemOf = ({ number, patience }: { number: number; patience: number }) =>
            open(number, {}, [seconds(patience)]);
          let queue: Queue = inWindow(moveTo(withAll(EMPTY_QUEUE, first.map(itemOf)), at), 5);
          for (const { updated, closed } of changes) {
            const gone = idsOf(...closed.map((number) => open(number)));
            const after = inWindow(withChange(queue, { updated: updated.map(itemOf), closed: gone }), 5);
            const isKept = (id: string): boolean =>
              after.entries.has(id) && (!gone.includes(id) || idsOf(...updated.map(itemOf)).includes(id));
            const kept = queue.shown.slice(0, queue.at + 1).filter(isKept);
            expect(after.shown.slice(0, kept.length)).toEqual(kept);
            if (queue.cursor !== null && isKept(queue.cursor)) expect(after.cursor).toBe(queue.cursor);
            expect(after.cursor).toBe(after.shown[after.at] ?? null);
            expect(new Set(after.order)).toEqual(new Set(after.entries.keys()));
            if (after.cursor !== null) {
              expect(after.at).toBeGreaterThanOrEqual(after.top);
              expect(after.at).toBeLessThan(after.top + 5);
            }
            queue = after;
          }
        },
      ),
    );
  });

  it('the row under the cursor stays where it is on the screen when others above it go', () => {
    const items = Array.from({ length: 30 }, (_, index) => open(index + 1, {}, [seconds(index + 1)]));
    const queue = inWindow(moveTo(withAll(EMPTY_QUEUE, items), 20), 10);
    const after = inWindow(withChange(queue, { updated: [], closed: queue.order.slice(0, 3) }), 10);
    expect(after.cursor).toBe(queue.cursor);
    expect(after.at - after.top).toBe(queue.at - queue.top);
  });
});

describe('the filter', () => {
  const items = [
    open(1, { details: { host: 'api.github.com', kind: 'GitHub token' } }),
    open(2, { tool: 'allow', bottle: 'build' }),
    open(3, { details: { secret_name: 'EGRESS_TOKEN_NPM' } }),
  ];

  it('finds by host, kind, tool, bottle, secret and id, all words together', () => {
    const shownFor = (filter: string): readonly string[] =>
      withFilter(withAll(EMPTY_QUEUE, items), filter).shown;
    const [first, second, third] = idsOf(...items);
    expect(shownFor('GITHUB')).toEqual([first]);
    expect(shownFor('build')).toEqual([second]);
    expect(shownFor('npm')).toEqual([third]);
    expect(shownFor('demo token')).toContain(first);
    expect(shownFor(first ?? '')).toEqual([first]);
    expect(shownFor('nothing like it')).toEqual([]);
  });

  it('keeps the cursor on its proposal where that is still shown', () => {
    const queue = moveTo(withAll(EMPTY_QUEUE, items), 2);
    const filtered = withFilter(queue, 'api');
    expect(filtered.shown).toContain(queue.cursor);
    expect(filtered.cursor).toBe(queue.cursor);
  });
});

it('what changed and was closed within one change is gone', () => {
  const queue = withAll(EMPTY_QUEUE, [open(1)]);
  const answered = { ...open(1), answered: true };
  const closed = withChange(queue, { updated: [answered], closed: idsOf(answered) });
  expect(closed.order).toEqual([]);
  expect(closed.entries.size).toBe(0);
});

describe('a proposal whose file was changed', () => {
  it('U5: is marked from then on', () => {
    const queue = withAll(EMPTY_QUEUE, [open(1)]);
    const changed = withChange(queue, { updated: [open(1, { justification: 'another' })], closed: [] });
    expect([...changed.entries.values()][0]?.changed).toBe(true);
    const again = withChange(changed, {
      updated: [open(1, { justification: 'another' }, [null])],
      closed: [],
    });
    expect([...again.entries.values()][0]?.changed).toBe(true);
  });
});
