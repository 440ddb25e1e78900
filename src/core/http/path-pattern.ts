import { normalisePath } from './path.ts';

/** Matches every path, also one without a normal form. */
const ALL_PATHS = '/**';

type Token =
  | { readonly type: 'char'; readonly char: string }
  /** `*` beside other characters of its segment: any run without `/`, also an empty one. */
  | { readonly type: 'run' }
  /** `*` alone in its segment: not empty, since servers may drop empty segments. */
  | { readonly type: 'segment' }
  /** `**`: any run, over segments. */
  | { readonly type: 'any' }
  /** Before a `below`: the next token, or past it. */
  | { readonly type: 'maybe' }
  /** Any run that ends in `/`. */
  | { readonly type: 'below' };

/**
 * The normal form of a path pattern, or null where it is none: it begins with `/`, is written like a path, and may hold
 * `*` and `**`. Escapes are normalised as in paths, so that pattern and path meet.
 */
export function normalisePattern(text: string): string | null {
  return text.includes('***') ? null : normalisePath(text);
}

/**
 * Says whether a path (as received, without its query) is one of the pattern's. `*` stands for characters within a
 * segment, `**` also across segments; `/v1/**` is everything below `/v1/`, not `/v1` itself. Work is bounded by the
 * product of both lengths, whatever the path.
 */
export function matchPath(pattern: string, pathname: string): boolean {
  if (pattern === ALL_PATHS) return true;
  const path = normalisePath(pathname);
  if (path === null) return false;
  if (!pattern.includes('*')) return path === pattern;
  return run(tokenise(pattern), path);
}

function tokenise(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; ) {
    if (pattern.startsWith('/**/', i)) {
      // Any segments in between, also none.
      tokens.push({ type: 'char', char: '/' }, { type: 'maybe' }, { type: 'below' });
      i += 4;
    } else if (pattern.startsWith('**', i)) {
      tokens.push({ type: 'any' });
      i += 2;
    } else if (pattern[i] === '*') {
      const alone = pattern[i - 1] === '/' && (i + 1 === pattern.length || pattern[i + 1] === '/');
      tokens.push({ type: alone ? 'segment' : 'run' });
      i += 1;
    } else {
      tokens.push({ type: 'char', char: pattern.charAt(i) });
      i += 1;
    }
  }
  return tokens;
}

/** Walks the path once with the set of all tokens that may come next, so no pattern makes it backtrack. */
function run(tokens: readonly Token[], path: string): boolean {
  let states = closure(tokens, [0]);
  for (const char of path) {
    const next: number[] = [];
    for (const state of states) next.push(...step(tokens[state], state, char));
    if (next.length === 0) return false;
    states = closure(tokens, next);
  }
  return states.includes(tokens.length);
}

function step(token: Token | undefined, state: number, char: string): readonly number[] {
  switch (token?.type) {
    case 'char':
      return token.char === char ? [state + 1] : [];
    case 'run':
      return char === '/' ? [] : [state];
    case 'segment':
      return char === '/' ? [] : [state, state + 1];
    case 'any':
      return [state];
    case 'below':
      // Each slash may be the last one.
      return char === '/' ? [state, state + 1] : [state];
    case 'maybe':
    case undefined:
      return [];
  }
}

/** Adds the states that are reached without a character. */
function closure(tokens: readonly Token[], states: readonly number[]): number[] {
  const reached = new Set<number>();
  const open = [...states];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    const type = tokens[state]?.type;
    if (type === 'run' || type === 'any') open.push(state + 1);
    if (type === 'maybe') open.push(state + 1, state + 2);
  }
  return [...reached];
}
