import { describe, expect, it } from 'vitest';
import { RunMemo } from '../../../../src/core/detect/engine/run-memo.ts';
import { Work } from '../../../../src/core/detect/engine/work.ts';

describe('RunMemo', () => {
  it('X19: examines a long run once, however often it is asked from within', () => {
    const work = new Work(1e9);
    const runs = new RunMemo(Buffer.from(`--${'a'.repeat(10_000)}--`), work);
    for (let at = 2; at < 10_000; at += 3) expect(runs.end('alnum', at)).toBe(10_002);
    expect(work.spent).toBeLessThan(11_000);
    expect(runs.around('alnum', 5_000)).toEqual({ start: 2, end: 10_002 });
    for (let at = 2; at < 10_000; at += 3) runs.around('alnum', at);
    expect(work.spent).toBeLessThan(22_000);
  });

  it('S2: an empty run ends where it begins; alphabets do not mix', () => {
    const runs = new RunMemo(Buffer.from('ab_c d'), new Work(1e6));
    expect(runs.end('alnum', 2)).toBe(2);
    expect(runs.end('word', 0)).toBe(4);
    expect(runs.end('alnum', 0)).toBe(2);
    expect(runs.end('alnum', 5)).toBe(6);
    expect(runs.end('alnum', 0)).toBe(2);
  });
});
