import type { RequestHead } from '../http/request.ts';
import { percentViews } from './decode/escapes.ts';
import { surfaceView } from './decode/view.ts';
import { Work } from './engine/work.ts';
import type { Surface } from './finding.ts';
import { headBytes } from './surfaces/head-units.ts';

/** Where a line break was smuggled in; it carries no value (S4). */
export interface CrlfFinding {
  readonly surface: Surface;
  /** Header name, or null for the target. */
  readonly location: string | null;
}

const DECODINGS = 3;

/** CR, LF, and what some software turns into them: U+560A, U+560D (cut to one byte), U+2028, U+2029, U+0085 in UTF-8. */
const LINE_BREAK = /\r\n|\r|\n|\xe5\x98[\x8a\x8d]|\xe2\x80[\xa8\xa9]|\xc2\x85/;

/** RFC 9110 token and a colon; a URL at the beginning of a line of text is none. */
const HEADER_LINE = /^(?!https?:\/\/)[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}[ \t]*:/i;
const HTTP_VERSION = /^[^\r\n]{0,8192}?\bHTTP\/[0-9]/;

/** Does a line break stand before what would be a header line, an HTTP version or an empty line? */
function splitsMessage(text: string): boolean {
  const [, ...lines] = text.split(LINE_BREAK);
  return lines.some((line, index) => {
    if (HEADER_LINE.test(line) || HTTP_VERSION.test(line)) return true;
    return line === '' && index < lines.length - 1;
  });
}

/** The text and what up to three percent decodings make of it, one character a byte. */
function readings(text: string): readonly string[] {
  const read = [headBytes(text)];
  for (let round = 0; round < DECODINGS; round++) {
    const last = read.at(-1);
    if (last === undefined) break;
    const [decoded] = percentViews(surfaceView(last), last.length, new Work(Number.POSITIVE_INFINITY));
    if (decoded === undefined) break;
    read.push(decoded.bytes);
  }
  return read.map((bytes) => bytes.toString('latin1'));
}

/** A line break in the head that would split the message; several lines of plain text in a query are none. */
export function findCrlf(head: RequestHead): CrlfFinding | null {
  if (readings(head.authority).some((text) => LINE_BREAK.test(text)))
    return { surface: 'host', location: null };
  const mark = head.path.indexOf('?');
  const end = mark < 0 ? head.path.length : mark;
  if (readings(head.path.slice(0, end)).some(splitsMessage)) return { surface: 'path', location: null };
  if (readings(head.path).some(splitsMessage)) return { surface: 'query', location: null };
  for (const { name, value } of head.headers) {
    const surface = name.toLowerCase() === 'cookie' ? 'cookie' : 'header';
    if (LINE_BREAK.test(headBytes(name).toString('latin1'))) return { surface, location: null };
    if (/[\r\n]/.test(value) || readings(value).some(splitsMessage)) return { surface, location: name };
  }
  return null;
}
