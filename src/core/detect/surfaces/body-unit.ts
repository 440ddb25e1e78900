import type { Span } from '../decode/view.ts';
import { forwardLookup, type Named } from './forward-lookup.ts';
import { jsonPlaces, jsonValueSpans } from './json-walk.ts';
import { bodyParts, boundaryOf } from './multipart.ts';
import { pairPlaces, pairSpans } from './pairs.ts';
import type { Unit } from './unit.ts';

const AMPERSAND = 0x26;
/** Longer than any, so that it stands nowhere. */
const NO_BOUNDARY = '\0'.repeat(201);

/** A body without its content codings, as the unit that its content type, or else its look, makes of it. */
export function bodyUnit(bytes: Buffer, contentType: string): Unit {
  const type = contentType.toLowerCase();
  const boundary = boundaryOf(contentType);
  // Without a boundary of its own a multipart body is read by the one that it uses.
  if (boundary !== null || type.trimStart().startsWith('multipart/')) {
    return multipartUnit(bytes, boundary ?? NO_BOUNDARY);
  }
  if (type.includes('x-www-form-urlencoded')) {
    return {
      surface: 'body',
      bytes,
      locate: forwardLookup(() => pairPlaces(bytes, AMPERSAND)),
      values: () => pairSpans(bytes, AMPERSAND),
    };
  }
  if (type.includes('json') || looksLikeJson(bytes)) {
    return {
      surface: 'body',
      bytes,
      locate: forwardLookup(() => jsonPlaces(bytes)),
      values: () => jsonValues(bytes),
      flatValues: () => jsonValueSpans(bytes),
    };
  }
  return { surface: 'body', bytes, locate: () => null, values: () => [{ start: 0, end: bytes.length }] };
}

function* jsonValues(bytes: Buffer): Generator<Span> {
  const spans = jsonValueSpans(bytes);
  for (let index = 0; index < spans.length; index += 2) {
    yield { start: spans[index] ?? 0, end: spans[index + 1] ?? 0 };
  }
}

function looksLikeJson(bytes: Buffer): boolean {
  for (const byte of bytes.subarray(0, 64)) {
    if (byte === 0x7b || byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  }
  return false;
}

function multipartUnit(bytes: Buffer, boundary: string): Unit {
  return {
    surface: 'body',
    bytes,
    locate: forwardLookup(() => partPlaces(bytes, boundary)),
    values: function* () {
      for (const { content } of bodyParts(bytes, boundary)) yield content;
    },
  };
}

function* partPlaces(bytes: Buffer, boundary: string): Generator<Named> {
  for (const { head, content, name } of bodyParts(bytes, boundary)) {
    yield { start: head.start, end: content.end, name: () => name };
  }
}
