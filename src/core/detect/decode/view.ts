export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bytes to look through: a surface itself, or what a decoding step made of a part of it. */
export interface View {
  readonly bytes: Buffer;
  /** Null: these are the surface's own bytes. */
  readonly origin: Origin | null;
  /** Decoding steps so far. */
  readonly depth: number;
}

/** How a view came out of another one. */
export interface Origin {
  readonly parent: View;
  /** The parent's bytes last to first, and nothing else. */
  readonly isReversed?: boolean;
  /** Name of the step for what stands at [start, end) of this view. */
  stepAt(start: number, end: number): string;
  /** Where in the parent the bytes [start, end) of this view came from. */
  toParent(start: number, end: number): Span;
}

export interface Trace extends Span {
  /** Outermost first. */
  readonly chain: readonly string[];
}

export function surfaceView(bytes: Buffer): View {
  return { bytes, origin: null, depth: 0 };
}

/** Where a piece of a view stands in the surface, and by which steps it got out of it. */
export function trace(view: View, start: number, end: number): Trace {
  const chain: string[] = [];
  let span: Span = { start, end };
  for (let origin = view.origin; origin !== null; origin = origin.parent.origin) {
    chain.unshift(origin.stepAt(span.start, span.end));
    const { start: from, end: to } = origin.toParent(span.start, span.end);
    // The zero byte behind a decoded run stands for nothing, at the end of a text for what lies behind it.
    const { length } = origin.parent.bytes;
    // What spans several runs covers from the first to the last of them, in whatever order they were decoded.
    span = { start: Math.min(from, to, length), end: Math.min(Math.max(from, to), length) };
  }
  return { chain, start: span.start, end: span.end };
}
