import { splitPath } from '../http/path.ts';

const SERVICE = 'git-receive-pack';

/**
 * Whether a request begins or carries a push in git's smart protocol (gitprotocol-http(5)): `GET
 * …/info/refs?service=git-receive-pack` and `POST …/git-receive-pack`. Read as the laxest server might: every escape
 * decoded, again and again, any case, trailing slashes and path parameters cut off. To be wrong here is to refuse.
 */
export function isGitPush(method: string, path: string): boolean {
  const { pathname, query } = splitPath(path);
  const segments = resolved(
    decodeFully(pathname)
      .split(/[/\\]/)
      .map((segment) => segment.replace(/;.*$/, '').replace(/[\0- ]+/g, '')),
  );
  const last = segments.at(-1);
  if (last === SERVICE) return method !== 'GET' && method !== 'HEAD';
  // Anything behind a decoded `?` in the path is a query to such a server, too.
  const asked = decodeFully(query === null ? pathname : query).includes(SERVICE);
  return asked && /(^|\/)info\/refs($|[?;])/.test(segments.join('/'));
}

/** Empty and dot segments taken out (RFC 3986, 5.2.4): many servers do so before they look for git's own. */
function resolved(segments: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return kept;
}

/** More rounds than any chain of servers decodes; each costs the length of the text. */
const ROUNDS = 5;

/** Percent escapes decoded again and again, as lower-case Latin-1; what cannot be decoded stays. */
function decodeFully(text: string): string {
  let current = text;
  for (let round = 0; round < ROUNDS && current.includes('%'); round += 1) {
    // An escaped percent sign, however deep, counts as one round.
    current = current
      .replace(/%(25)+/g, '%')
      .replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return current.toLowerCase();
}
