export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** Number of the line before and after; null where it is not there. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Pairs of lines that are compared; past it, what differs shows as one block out and one block in. */
const MAX_PAIRS = 4_000_000;

/** The lines that turn one text into another, by the longest common subsequence. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const kinds: Array<DiffLine['kind']> = [
    ...Array.from({ length: head }, () => 'same' as const),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...Array.from({ length: tail }, () => 'same' as const),
  ];
  return numbered(kinds, a, b);
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function middle(a: readonly string[], b: readonly string[]): ReadonlyArray<DiffLine['kind']> {
  if (a.length * b.length > MAX_PAIRS) {
    return [...a.map(() => 'removed' as const), ...b.map(() => 'added' as const)];
  }
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
    }
  }
  const kinds: Array<DiffLine['kind']> = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      kinds.push('same');
      i += 1;
      j += 1;
    } else if (
      i < a.length &&
      (j >= b.length || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      kinds.push('removed');
      i += 1;
    } else {
      kinds.push('added');
      j += 1;
    }
  }
  return kinds;
}

function numbered(
  kinds: ReadonlyArray<DiffLine['kind']>,
  a: readonly string[],
  b: readonly string[],
): readonly DiffLine[] {
  let i = 0;
  let j = 0;
  return kinds.map((kind) => {
    const text = (kind === 'added' ? b[j] : a[i]) ?? '';
    const before = kind === 'added' ? null : i + 1;
    const after = kind === 'removed' ? null : j + 1;
    if (kind !== 'added') i += 1;
    if (kind !== 'removed') j += 1;
    return { kind, text, before, after };
  });
}
