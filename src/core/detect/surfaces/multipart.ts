import type { Span } from '../decode/view.ts';

/** One part of a multipart body; what stands before the first delimiter and behind the last one counts as a part too. */
export interface BodyPart {
  /** Its header lines. */
  readonly head: Span;
  readonly content: Span;
  /** The `name` of its Content-Disposition, its `filename` where it has no name. */
  readonly name: string | null;
}

/** More parts than any form has; what follows is still scanned, but not named. */
const MOST_PARTS = 2_000;
/** Delimiter lines that are looked at, whether they are some or not. */
const MOST_LINES = 200_000;
/** Boundaries within boundaries. */
const MOST_BOUNDARIES = 32;
/** RFC 2046 section 5.1.1 allows 70 characters; senders take more. */
const LONGEST_BOUNDARY = 200;
const LONGEST_HEAD = 8_192;

const DASH = 0x2d;
const NEWLINE = 0x0a;

/**
 * Parts between the delimiter lines of a boundary (RFC 2046 section 5.1), and of the boundaries that parts declare in
 * their heads, in order. Tolerant of missing ends. Where the boundary stands nowhere the first line that looks like a
 * delimiter gives another one.
 */
export function* bodyParts(bytes: Buffer, boundary: string): Generator<BodyPart> {
  const known = new Set(bytes.includes(`--${boundary}`, 0, 'latin1') ? [boundary] : sniffedBoundary(bytes));
  if (known.size === 0) return;
  let start = 0;
  let isFirst = true;
  let count = 0;
  for (const line of delimiterLines(bytes, known)) {
    const part = isFirst ? outside(start, line.start) : partIn(bytes, start, line.start);
    if (part !== null) {
      if (++count > MOST_PARTS) return;
      yield part;
    }
    start = line.end;
    isFirst = false;
    // Known before the search for the next delimiter goes on: it may be one of these.
    const inner = boundaryIn(bytes, headAt(bytes, start));
    if (inner !== null && known.size < MOST_BOUNDARIES) known.add(inner);
  }
  const last = partIn(bytes, start, bytes.length);
  if (last !== null && count < MOST_PARTS) yield last;
}

/** Lines `--boundary` and `--boundary--`; a part's head may make more boundaries known on the way. */
function* delimiterLines(bytes: Buffer, known: ReadonlySet<string>): Generator<Span> {
  let line = bytes[0] === DASH && bytes[1] === DASH ? 0 : nextDashes(bytes, 0);
  for (let count = 0; line >= 0 && count < MOST_LINES; count++) {
    const end = delimiterEnd(bytes, line, known);
    if (end > 0) yield { start: line, end };
    line = nextDashes(bytes, Math.max(end - 1, line + 1));
  }
}

function nextDashes(bytes: Buffer, from: number): number {
  const found = bytes.indexOf('\n--', from, 'latin1');
  return found < 0 ? -1 : found + 1;
}

/** Where a delimiter that begins at `at` ends; 0 where none of the known ones stands there. */
function delimiterEnd(bytes: Buffer, at: number, known: ReadonlySet<string>): number {
  const text = lineAt(bytes, at + 2);
  const name = text.trimEnd();
  if (known.has(name) || (name.endsWith('--') && known.has(name.slice(0, -2)))) return at + 2 + text.length;
  // With other text behind it the delimiter is none by the letter; a lenient reader takes it.
  for (const boundary of known) {
    if (text.startsWith(boundary)) return at + 2 + boundary.length;
  }
  return 0;
}

function lineAt(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1', at, at + LONGEST_BOUNDARY + 4);
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end).replace(/\r$/, '');
}

function sniffedBoundary(bytes: Buffer): readonly string[] {
  let line = bytes[0] === DASH && bytes[1] === DASH ? 0 : nextDashes(bytes, 0);
  for (let count = 0; line >= 0 && count < 16; count++) {
    const name = lineAt(bytes, line + 2).trim();
    const next = bytes.indexOf(NEWLINE, line);
    const isHead = next >= 0 && /^content-/i.test(bytes.toString('latin1', next + 1, next + 9));
    if (name.length > 0 && name.length <= LONGEST_BOUNDARY && isHead) return [name];
    line = nextDashes(bytes, line + 1);
  }
  return [];
}

/** Preamble or epilogue: no reader of the form shows it, but it leaves. */
function outside(start: number, end: number): BodyPart | null {
  return end - start <= 2 ? null : { head: { start, end: start }, content: { start, end }, name: null };
}

function partIn(bytes: Buffer, start: number, end: number): BodyPart | null {
  if (end - start <= 4) return null;
  const region = bytes.subarray(start, end);
  const [blank, gap] = blankLine(region);
  const headEnd = blank < 0 ? start : start + blank;
  const contentStart = blank < 0 ? afterBreak(bytes, start) : headEnd + gap;
  const head = { start, end: headEnd };
  return {
    head,
    content: { start: contentStart, end: trimBreak(bytes, contentStart, end) },
    name: nameIn(bytes, head),
  };
}

function headAt(bytes: Buffer, start: number): Span {
  const region = bytes.subarray(start, start + LONGEST_HEAD);
  return { start, end: start + Math.max(0, blankLine(region)[0]) };
}

/** Where the head ends and how long the blank line is; bare line feeds count as well. */
function blankLine(region: Buffer): readonly [number, number] {
  const strict = region.indexOf('\r\n\r\n');
  const loose = region.subarray(0, strict < 0 ? LONGEST_HEAD : strict).indexOf('\n\n');
  return loose >= 0 ? [loose, 2] : [strict, 4];
}

function afterBreak(bytes: Buffer, at: number): number {
  if (bytes[at] === NEWLINE) return at + 1;
  return bytes[at] === 0x0d && bytes[at + 1] === NEWLINE ? at + 2 : at;
}

function trimBreak(bytes: Buffer, start: number, end: number): number {
  if (end - 1 < start || bytes[end - 1] !== NEWLINE) return end;
  return end - 2 >= start && bytes[end - 2] === 0x0d ? end - 2 : end - 1;
}

function nameIn(bytes: Buffer, head: Span): string | null {
  const text = bytes.toString('utf8', head.start, Math.min(head.end, head.start + 2_048));
  const name = /[;\s]name="?([^";\r\n]{1,128})/i.exec(text)?.[1];
  if (name !== undefined) return name;
  // RFC 8187: `filename*=UTF-8''a%20b`.
  const extended = /filename\*=[^'\r\n;]{0,32}'[^'\r\n;]{0,32}'([^";\r\n]{1,384})/i.exec(text)?.[1];
  return (
    (extended === undefined ? /filename="?([^";\r\n]{1,128})/i.exec(text)?.[1] : unescaped(extended)) ?? null
  );
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text).slice(0, 128);
  } catch {
    return text.slice(0, 128);
  }
}

function boundaryIn(bytes: Buffer, head: Span): string | null {
  const text = bytes.toString('latin1', head.start, Math.min(head.end, head.start + LONGEST_HEAD));
  const type = /(?:^|\n)content-type:([^\n]*(?:\n[ \t][^\n]*)*)/i.exec(text)?.[1];
  return type === undefined ? null : boundaryOf(type.replaceAll(/\r?\n/g, ' '));
}

/** The boundary parameter of a multipart content type. */
export function boundaryOf(contentType: string): string | null {
  const found = /^\s*multipart\/[^;]*;(?:.*?[;\s])?boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(
    contentType,
  );
  return found?.[1] ?? found?.[2] ?? null;
}
