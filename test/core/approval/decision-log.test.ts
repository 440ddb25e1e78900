import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHAIN_START,
  type ChainEnd,
  ChainVerifier,
  chained,
  type DecisionEntry,
  type LogVerdict,
  readHead,
} from '../../../src/core/approval/decision-log.ts';

function entry(number: number): DecisionEntry {
  return {
    event: 'used',
    at: '2026-11-22T10:00:00.000Z',
    bottle: 'demo',
    fingerprint: '0123456789abcdef',
    destination: 'https://api.example.com:443',
    requests: number,
  };
}

function chain(length: number, after: ChainEnd = CHAIN_START): { lines: string[]; end: ChainEnd } {
  const lines: string[] = [];
  let end = after;
  for (let number = 1; number <= length; number++) {
    const next = chained(entry(number), end);
    lines.push(next.line);
    end = next.end;
  }
  return { lines, end };
}

function verdictOf(lines: readonly string[], head: ChainEnd | null): LogVerdict {
  const verifier = new ChainVerifier(head);
  for (const line of lines) verifier.take(line);
  return verifier.verdict();
}

const lengths = fc.integer({ min: 2, max: 12 });

describe('the decision log', () => {
  it('is whole where nobody touched it', () => {
    for (const length of [0, 1, 2, 50]) {
      const { lines, end } = chain(length);
      expect(verdictOf(lines, end)).toEqual({ entries: length, end, faults: [] });
    }
    expect(verdictOf([], null).faults).toEqual([]);
  });

  it('can be followed with the tools of a shell: the hash is of the text before it', () => {
    const [line = ''] = chain(1).lines;
    const [hashed = '', hash] = line.split(',"hash":"');
    expect(`${createHash('sha256').update(hashed).digest('hex')}"}`).toBe(hash);
    expect(JSON.parse(line)).toMatchObject({ version: 1, n: 1, prev: '0'.repeat(64), event: 'used' });
  });

  it('Q9: any one changed character is found, and its line named', () => {
    fc.assert(
      fc.property(
        lengths,
        fc.nat(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (length, l, c, text) => {
          const { lines, end } = chain(length);
          const at = l % length;
          const line = lines[at] ?? '';
          const column = c % line.length;
          fc.pre(line[column] !== text);
          const changed = line.slice(0, column) + text + line.slice(column + 1);
          const { faults } = verdictOf(lines.with(at, changed), end);
          expect(faults[0]?.line).toBe(at + 1);
        },
      ),
    );
  });

  it('one removed line is found', () => {
    fc.assert(
      fc.property(lengths, fc.nat(), (length, at) => {
        const { lines, end } = chain(length);
        const removed = at % length;
        const { faults } = verdictOf(lines.toSpliced(removed, 1), end);
        const isLast = removed === length - 1;
        expect(faults).toEqual([{ line: removed + 1, fault: isLast ? 'cut_off' : 'removed_before' }]);
      }),
    );
  });

  it('two reordered lines are found', () => {
    fc.assert(
      fc.property(lengths, fc.nat(), fc.nat(), (length, a, b) => {
        const [one, other] = [a % length, b % length];
        fc.pre(one !== other);
        const { lines, end } = chain(length);
        const swapped = lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '');
        expect(verdictOf(swapped, end).faults[0]?.line).toBe(Math.min(one, other) + 1);
      }),
    );
  });

  it('a line that belongs to no chain, or to another one, is found', () => {
    const { lines, end } = chain(3);
    const foreign = chained(entry(9), { n: 3, hash: 'f'.repeat(64) }).line;
    expect(verdictOf([...lines, foreign], end).faults).toEqual([{ line: 4, fault: 'broken_link' }]);
    for (const text of [
      '',
      '{}',
      'approved by ada',
      '{"n":4}',
      JSON.stringify({ n: 4, prev: end.hash, hash: end.hash }),
    ]) {
      expect(verdictOf([...lines, text], end).faults[0]?.line).toBe(4);
    }
    expect(verdictOf([...lines, lines[2] ?? ''], end).faults).toEqual([{ line: 4, fault: 'out_of_order' }]);
  });

  it('a line that was replaced together with its hash is found by the one after it, or by the note of the end', () => {
    const { lines, end } = chain(3);
    const before = chain(1).end;
    const replaced = chained(entry(77), before).line;
    expect(verdictOf(lines.with(1, replaced), end).faults).toEqual([{ line: 3, fault: 'broken_link' }]);
    const last = chained(entry(77), chain(2).end).line;
    expect(verdictOf(lines.with(2, last), end).faults).toEqual([{ line: 4, fault: 'cut_off' }]);
  });

  it('is not whole where the note of its end is gone, or it is gone itself', () => {
    const { lines, end } = chain(3);
    expect(verdictOf(lines, null).faults).toEqual([{ line: 4, fault: 'cut_off' }]);
    expect(verdictOf([], end).faults).toEqual([{ line: 1, fault: 'cut_off' }]);
  });

  it('is whole where a crash came between a line and the note of it', () => {
    const { lines } = chain(5);
    expect(verdictOf(lines, chain(4).end).faults).toEqual([]);
  });

  it('names no more faults than anybody reads', () => {
    const { lines, end } = chain(100);
    expect(
      verdictOf(
        lines.map(() => 'gone'),
        end,
      ).faults,
    ).toHaveLength(20);
  });

  it('takes no note that is none', () => {
    expect(readHead(JSON.stringify(CHAIN_START))).toEqual(CHAIN_START);
    for (const text of ['', '{', 'null', '{"n":-1,"hash":""}', '{"n":1}']) expect(readHead(text)).toBeNull();
  });
});
