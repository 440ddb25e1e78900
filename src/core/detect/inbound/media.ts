import type { HeaderField } from '../../http/request.ts';

/** How the text of an answer is laid out. `plain` also holds everything of unknown or binary type: labels may lie. */
export type TextFormat = 'plain' | 'html' | 'json' | 'events';

export type ContentCoding = 'gzip' | 'deflate' | 'br';

export type Inspection =
  | {
      readonly kind: 'inspect';
      readonly format: TextFormat;
      readonly coding: ContentCoding | null;
      readonly utf16: 'utf-16le' | 'utf-16be' | null;
      /** Bytes are meant to be seen as they come, so nothing is held back. */
      readonly live: boolean;
    }
  /** What it says cannot be known here, but perhaps there. */
  | { readonly kind: 'undecodable' };

/** RFC 9110, 8.4.1, and labels that real servers give to bytes that are not encoded at all. */
const CODINGS: ReadonlyMap<string, ContentCoding | null> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['identity', null],
  ['none', null],
  ['binary', null],
  ['utf-8', null],
  ['aws-chunked', null],
]);

/** Codings on top of each other multiply what a small answer can grow to; no server has a reason for that. */
const MOST_CODINGS = 1;

/** Character sets in which ASCII text is not written as ASCII bytes (zero bytes aside, which are taken out anyway). */
const FOREIGN_CHARSETS =
  /^(?:utf-?7|unicode-1-1-utf-7|x-imap4-modified-utf7|ebcdic|ibm0?37|cp0?37|cp500|ibm500|cp1140|cp1026|scsu|bocu-1)/;

const LIVE =
  /^(?:text\/event-stream|application\/(?:x-ndjson|jsonl|json-seq|stream\+json|grpc[\w.+-]*)|multipart\/x-mixed-replace)$/;

/** What is to be done with an answer that has these header fields. */
export function inspectionOf(headers: readonly HeaderField[]): Inspection {
  const codings: ContentCoding[] = [];
  for (const label of valuesOf(headers, 'content-encoding').flatMap((value) => value.split(','))) {
    const name = label.trim().toLowerCase();
    if (name === '') continue;
    const coding = CODINGS.get(name);
    if (coding === undefined) return { kind: 'undecodable' };
    if (coding !== null) codings.push(coding);
  }
  if (codings.length > MOST_CODINGS) return { kind: 'undecodable' };
  // Clients take the first or the last of several; the stricter reading of all of them counts.
  const types = valuesOf(headers, 'content-type').map((value) => value.toLowerCase());
  const charsets = types.map(charsetOf);
  if (charsets.some((charset) => FOREIGN_CHARSETS.test(charset))) return { kind: 'undecodable' };
  const essences = types.map((type) => (type.split(';')[0] ?? '').trim());
  return {
    kind: 'inspect',
    format: formatOf(essences),
    coding: codings[0] ?? null,
    utf16: utf16Of(charsets),
    live: essences.some((essence) => LIVE.test(essence)),
  };
}

function formatOf(essences: readonly string[]): TextFormat {
  if (essences.includes('text/event-stream')) return 'events';
  if (essences.some((essence) => /^text\/html$|[/+]xml$|^image\/svg/.test(essence))) return 'html';
  return essences.some((essence) => /[/+]json$|json/.test(essence)) ? 'json' : 'plain';
}

function utf16Of(charsets: readonly string[]): 'utf-16le' | 'utf-16be' | null {
  if (charsets.includes('utf-16be')) return 'utf-16be';
  return charsets.some((charset) => /^(?:utf-?16|ucs-?2|unicode$)/.test(charset)) ? 'utf-16le' : null;
}

function charsetOf(type: string): string {
  return /charset\s*=\s*["']?\s*([\w.:-]+)/.exec(type)?.[1] ?? '';
}

function valuesOf(headers: readonly HeaderField[], wanted: string): readonly string[] {
  return headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value);
}
