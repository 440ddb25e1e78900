import type { HeaderField, RequestHead } from '../../http/request.ts';
import type { Span } from '../decode/view.ts';
import type { Surface } from '../finding.ts';
import { forwardLookup } from './forward-lookup.ts';
import { pairPlaces, pairSpans } from './pairs.ts';
import type { Unit } from './unit.ts';

const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const SLASH = 0x2f;
const DOT = 0x2e;

/** Text of a request head as bytes: one byte a character where that is possible, as the parser read it. */
export function headBytes(text: string): Buffer {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return Buffer.from(text, 'utf8');
  }
  return Buffer.from(text, 'latin1');
}

/** Method, host, path and query, in the order in which they are sent. */
export function targetUnits(head: RequestHead): readonly Unit[] {
  const mark = head.path.indexOf('?');
  const path = mark < 0 ? head.path : head.path.slice(0, mark);
  const units = [
    plainUnit('method', headBytes(head.method)),
    splitUnit('host', headBytes(head.authority), DOT),
    splitUnit('path', headBytes(path), SLASH),
  ];
  if (mark < 0) return units;
  const query = headBytes(head.path.slice(mark + 1));
  return [
    ...units,
    {
      surface: 'query',
      bytes: query,
      locate: forwardLookup(() => pairPlaces(query, AMPERSAND)),
      values: () => pairSpans(query, AMPERSAND),
    },
  ];
}

/** A field line `name: value`; cookies are a surface of their own, each pair named. */
export function fieldUnit(field: HeaderField, surface: 'header' | 'trailer'): Unit {
  if (surface === 'header' && field.name.toLowerCase() === 'cookie') {
    const bytes = headBytes(field.value);
    return {
      surface: 'cookie',
      bytes,
      locate: forwardLookup(() => pairPlaces(bytes, SEMICOLON)),
      values: () => pairSpans(bytes, SEMICOLON),
    };
  }
  const bytes = headBytes(`${field.name}: ${field.value}`);
  const start = field.name.length + 2;
  return {
    surface,
    bytes,
    locate: () => field.name,
    values: () => [{ start, end: bytes.length }],
  };
}

function plainUnit(surface: Surface, bytes: Buffer): Unit {
  return { surface, bytes, locate: () => null, values: () => [{ start: 0, end: bytes.length }] };
}

function splitUnit(surface: Surface, bytes: Buffer, separator: number): Unit {
  return { surface, bytes, locate: () => null, values: () => splitSpans(bytes, separator) };
}

function* splitSpans(bytes: Buffer, separator: number): Generator<Span> {
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(separator, start);
    const end = found < 0 ? bytes.length : found;
    if (end > start) yield { start, end };
    start = end + 1;
  }
}
