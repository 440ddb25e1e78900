import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/cli/scan/in-order.ts';

describe('inOrder', () => {
  it('runs no more at a time than the width and keeps the order', async () => {
    let running = 0;
    let most = 0;
    const open: (() => void)[] = [];
    const results: number[] = [];
    const work = async (item: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => {
        open.push(resolve);
        // The last one that came in is the first to end.
        if (open.length === 3 || item > 7) for (const end of open.splice(0).reverse()) end();
      });
      running -= 1;
      return item;
    };
    for await (const result of inOrder([1, 2, 3, 4, 5, 6, 7, 8], () => 3, work)) results.push(result);
    expect(results).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(most).toBe(3);
  });

  it('a failure comes in its turn', async () => {
    const seen: number[] = [];
    const run = async (): Promise<void> => {
      for await (const one of inOrder(
        [1, 2, 3],
        () => 3,
        async (item) => {
          if (item === 2) throw new Error('two');
          return item;
        },
      )) {
        seen.push(one);
      }
    };
    await expect(run()).rejects.toThrow('two');
    expect(seen).toEqual([1]);
  });
});
