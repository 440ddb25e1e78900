/** A stretch of bytes that has a name. */
export interface Named {
  readonly start: number;
  readonly end: number;
  name(): string | null;
}

/**
 * Names the stretch that an offset lies in; null between them. The stretches are gone through once where offsets come
 * in ascending order, as findings do: hundreds of them at the end of a body must not cost a walk through it each.
 */
export function forwardLookup(stretches: () => Iterator<Named>): (offset: number) => string | null {
  let walk = stretches();
  let current: Named | null = null;
  let before = Number.POSITIVE_INFINITY;
  return (offset) => {
    if (offset < before) {
      walk = stretches();
      current = next(walk);
    }
    before = offset;
    while (current !== null && current.end <= offset) current = next(walk);
    return current === null || offset < current.start ? null : current.name();
  };
}

function next(walk: Iterator<Named>): Named | null {
  const step = walk.next();
  return step.done === true ? null : step.value;
}
