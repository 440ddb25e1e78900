/** Runs `work` on several items at a time, as many as `width` says at that moment, and gives the results in order. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  width: () => number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const running: Promise<Result>[] = [];
  for (const item of items) {
    const result = work(item);
    // Awaited in its turn; until then its failure is not nobody's.
    result.catch(() => {});
    running.push(result);
    while (running.length >= Math.max(1, width())) {
      const first = running.shift();
      if (first !== undefined) yield await first;
    }
  }
  for (const result of running) yield await result;
}
