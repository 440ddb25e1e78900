/** A response as a careful client reads it off the wire. */
export interface Reply {
  readonly status: number;
  readonly statusText: string;
  /** Lower-case names; several fields of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Head and body as received. */
  readonly raw: Buffer;
}

export interface Refused {
  readonly error: string;
  readonly code: string;
  readonly outcome: string | null;
  readonly detector: string | null;
  readonly proposal: string | null;
  readonly message: string;
}

export function refusalOf(reply: Reply): Refused {
  return JSON.parse(reply.body.toString('utf8')) as Refused;
}

type Parsed = { readonly reply: Reply; readonly rest: Buffer };

function chunkedBody(bytes: Buffer): { body: Buffer; used: number } | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!Number.isInteger(size)) throw new Error('a chunk without a size');
    at = end + 2;
    if (size === 0) {
      const trailers = bytes.indexOf('\r\n', at);
      if (trailers < 0) return undefined;
      if (trailers === at) return { body: Buffer.concat(parts), used: at + 2 };
      const over = bytes.indexOf('\r\n\r\n', at);
      return over < 0 ? undefined : { body: Buffer.concat(parts), used: over + 4 };
    }
    if (bytes.length < at + size + 2) return undefined;
    parts.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}

function headOf(text: string): { status: number; statusText: string; headers: Record<string, string> } {
  const [first = '', ...lines] = text.split('\r\n');
  const match = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(first);
  if (match === null) throw new Error(`no status line: ${JSON.stringify(first)}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(match[1]), statusText: match[2] ?? '', headers };
}

/**
 * The first final response in `bytes`, and what follows it; undefined while it is not whole. `ended`: the peer has
 * closed, which ends a body without a length. `bodiless`: it answers a HEAD or a CONNECT.
 */
export function parseReply(bytes: Buffer, ended: boolean, bodiless: boolean): Parsed | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = headOf(bytes.toString('latin1', 0, end));
  const after = bytes.subarray(end + 4);
  if (head.status < 200) return parseReply(after, ended, bodiless);
  const whole = (body: Buffer, used: number): Parsed => ({
    reply: { ...head, body, raw: bytes.subarray(0, end + 4 + used) },
    rest: after.subarray(used),
  });
  if (bodiless || head.status === 204 || head.status === 304) return whole(Buffer.alloc(0), 0);
  if (/chunked/i.test(head.headers['transfer-encoding'] ?? '')) {
    const chunked = chunkedBody(after);
    return chunked === undefined ? undefined : whole(chunked.body, chunked.used);
  }
  const length = head.headers['content-length'];
  if (length === undefined) return ended ? whole(after, after.length) : undefined;
  return after.length < Number(length) ? undefined : whole(after.subarray(0, Number(length)), Number(length));
}
