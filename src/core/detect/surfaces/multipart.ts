import type { Span } from '../decode/view.ts';

/** One part of a multipart body. */
export interface BodyPart {
  /** Its header lines. */
  readonly head: Span;
  readonly content: Span;
  /** The `name` of its Content-Disposition, its `filename` where it has no name. */
  readonly name: string | null;
}

/** More parts than any form has; what follows is still scanned, but not named. */
const MOST_PARTS = 2_000;

/** Parts between the delimiter lines of a boundary (RFC 2046 section 5.1). Tolerant of missing ends. */
export function* bodyParts(bytes: Buffer, boundary: string): Generator<BodyPart> {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  let at = bytes.indexOf(delimiter);
  for (let count = 0; at >= 0 && count < MOST_PARTS; count++) {
    const start = at + delimiter.length;
    const next = bytes.indexOf(delimiter, start);
    const end = next < 0 ? bytes.length : next;
    const blank = bytes.subarray(start, end).indexOf('\r\n\r\n');
    const headEnd = blank < 0 ? start : start + blank;
    const contentStart = blank < 0 ? start : headEnd + 4;
    if (end - start > 4) {
      const head = { start, end: headEnd };
      yield {
        head,
        content: { start: contentStart, end: trimBreak(bytes, contentStart, end) },
        name: nameIn(bytes, head),
      };
    }
    at = next;
  }
}

function trimBreak(bytes: Buffer, start: number, end: number): number {
  return end - 2 >= start && bytes[end - 2] === 0x0d && bytes[end - 1] === 0x0a ? end - 2 : end;
}

function nameIn(bytes: Buffer, head: Span): string | null {
  const text = bytes.toString('utf8', head.start, Math.min(head.end, head.start + 2_048));
  const name = /[;\s]name="?([^";\r\n]{1,128})/i.exec(text) ?? /filename\*?="?([^";\r\n]{1,128})/i.exec(text);
  return name?.[1] ?? null;
}

/** The boundary parameter of a multipart content type. */
export function boundaryOf(contentType: string): string | null {
  const found = /^\s*multipart\/[^;]*;(?:.*?[;\s])?boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(
    contentType,
  );
  return found?.[1] ?? found?.[2] ?? null;
}
