import {
  type Document,
  type ErrorCode,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

export interface Position {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export type KeyPath = readonly (string | number)[];

export interface SyntaxProblem extends Position {
  readonly message: string;
}

export interface YamlDocument {
  readonly value: unknown;
  /** Where the value at a path stands: the innermost part of the path that is there. */
  locate(path: KeyPath): Position;
  /** Where a key of the mapping at a path stands. */
  locateKey(path: KeyPath, key: string): Position;
  /** Whether something stands at a path. */
  has(path: KeyPath): boolean;
}

export type YamlResult =
  | { readonly ok: true; readonly document: YamlDocument }
  | { readonly ok: false; readonly problems: readonly SyntaxProblem[] };

/** Our own words for the library's errors, whose messages quote the text (and with it maybe a credential). */
const MESSAGES: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_ALIAS: 'an alias without its anchor',
  BAD_DQ_ESCAPE: 'an unknown escape in a double-quoted text',
  BAD_INDENT: 'the indentation does not fit, or a bracket is not closed',
  BAD_SCALAR_START: 'a plain text cannot begin like this: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'two keys on one line: put the text in quotes if it holds a colon',
  DUPLICATE_KEY: 'this key stands here twice',
  MISSING_CHAR: 'a character is missing: an unclosed quote or bracket, or no space after a colon',
  MULTILINE_IMPLICIT_KEY: 'a key without its colon',
  MULTIPLE_DOCS: 'more than one document in the file',
  NON_STRING_KEY: 'a key must be a text',
  TAB_AS_INDENT: 'a tab in the indentation: use spaces',
  UNEXPECTED_TOKEN: 'unexpected text: put a value that begins with [ or {, or holds a colon, in quotes',
  BAD_COLLECTION_TYPE: 'a list or mapping of an unknown kind',
  TAG_RESOLVE_FAILED: 'tags (!…) have no meaning here',
};

/** YAML 1.2 with text keys, each once, and without aliases, so that every setting stands where it acts. Warnings count as errors: a tag that nobody knows is not passed over. */
export function readYaml(text: string): YamlResult {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    // An offset before any line counts as the beginning.
    return line === 0 ? { line: 1, column: 1 } : { line, column: col };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      // At `silent` the library passes over a second document.
      logLevel: 'error',
    });
    const problems: SyntaxProblem[] = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
      ...at(pos[0]),
      message: MESSAGES[code] ?? 'this is not valid YAML',
    }));
    visit(document, {
      Alias: (_key, node) => {
        problems.push({ ...at(node.range?.[0] ?? 0), message: 'aliases (*…) are not taken: write it out' });
      },
      Value: (_key, node) => {
        if (node.tag === undefined) return;
        problems.push({ ...at(node.range?.[0] ?? 0), message: 'tags (!…) have no meaning here' });
      },
    });
    if (problems.length > 0) return { ok: false, problems };
    if (document.contents === null) {
      return {
        ok: false,
        problems: [{ line: 1, column: 1, message: 'the file is empty: it needs "version: 1"' }],
      };
    }
    return { ok: true, document: describe(document, document.toJS(), at) };
  } catch (error) {
    // Nesting that exhausts the stack.
    if (!(error instanceof RangeError)) throw error;
    return {
      ok: false,
      problems: [{ line: 1, column: 1, message: 'the file cannot be read: it is nested too deeply' }],
    };
  }
}

function describe(document: Document, value: unknown, at: (offset: number) => Position): YamlDocument {
  const positionOf = (node: Node | null): Position => at(node?.range?.[0] ?? 0);
  return {
    value,
    locate: (path) => positionOf(find(document, path).node),
    locateKey: (path, key) => {
      const map = find(document, path).node;
      const pair = isMap<Node>(map) ? map.items.find((item) => keyText(item.key) === key) : undefined;
      return positionOf(pair?.key ?? map);
    },
    has: (path) => find(document, path).whole,
  };
}

/** The innermost node on the way of a path, and whether the whole path is there. */
function find(document: Document, path: KeyPath): { readonly node: Node | null; readonly whole: boolean } {
  let node: Node | null = document.contents;
  for (const step of path) {
    const parent = node;
    let child: unknown;
    if (isMap<Node>(parent)) {
      const pair = parent.items.find((item) => keyText(item.key) === String(step));
      child = pair?.value ?? pair?.key;
    } else if (isSeq<Node>(parent)) {
      child = typeof step === 'number' ? parent.items[step] : undefined;
    }
    if (!isNodeLike(child)) return { node, whole: false };
    node = child;
  }
  return { node, whole: true };
}

function keyText(key: unknown): string | null {
  return isScalar(key) ? String(key.value) : null;
}

function isNodeLike(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}
