/**
 * Paths are matched in one normal form and sent as they came. So that what was matched is what the server understands,
 * a path that servers are known to read in more than one way has no normal form: `normalisePath` gives null, and only a
 * route for all paths takes it ({@link matchPath}).
 */

/** Origin form into path and query; the query is without its `?`, and null where there is none. */
export function splitPath(path: string): { readonly pathname: string; readonly query: string | null } {
  const mark = path.indexOf('?');
  if (mark < 0) return { pathname: path, query: null };
  return { pathname: path.slice(0, mark), query: path.slice(mark + 1) };
}

/** Encoded (once or more) slash, backslash, dot or NUL: a server that decodes early sees another path. */
const HIDDEN_SEPARATOR = /%(25)*(2f|5c|00)/i;
const HIDDEN_DOT_TWICE = /%(25)+2e/i;
/** Encoded control characters, which servers strip, cut at or refuse. */
const HIDDEN_CONTROL = /%([01][0-9a-f]|7f)/i;
/** Overlong UTF-8 (RFC 3629, 3), in which old decoders see `.` and `/`. */
const OVERLONG = /%c[01]|%e0%[89]|%f0%8/i;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
/** `.` and `..`, also with the path parameters that some servers cut off (`..;x`, RFC 3986, 3.3). */
const DOT_SEGMENT = /^\.{1,2}(;|%3b|$)/i;
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * The normal form to match (RFC 3986, 6.2.2): escapes of unreserved characters are decoded, the others are upper case;
 * empty segments stay. Null for dot segments (`..`, `%2e`), encoded separators, controls, broken escapes, overlong
 * UTF-8, backslashes and anything that is not printable ASCII beginning with `/`.
 */
export function normalisePath(pathname: string): string | null {
  if (!/^\/[\x21-\x7e]*$/.test(pathname) || /[\\?#]/.test(pathname)) return null;
  if (pathname.includes('%')) {
    for (const ambiguous of [BROKEN_ESCAPE, HIDDEN_SEPARATOR, HIDDEN_DOT_TWICE, HIDDEN_CONTROL, OVERLONG]) {
      if (ambiguous.test(pathname)) return null;
    }
  }
  const decoded = pathname.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const char = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return UNRESERVED.test(char) ? char : encoded.toUpperCase();
  });
  return decoded.split('/').some((segment) => DOT_SEGMENT.test(segment)) ? null : decoded;
}
