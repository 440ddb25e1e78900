import type { CanonicalRequest } from '../../http/request.ts';
import { decodeBody } from '../decode/content-encoding.ts';
import type { ScanResult } from '../scan-result.ts';
import { bodyUnit } from './body-unit.ts';
import { fieldUnit, targetUnits } from './head-units.ts';
import type { Unit } from './unit.ts';

export interface Surfaces {
  readonly units: readonly Unit[];
  /** What the content codings of the body allow to say. */
  readonly verdict: ScanResult['verdict'];
}

/** Everything of a request that leaves, as units to scan, in the order in which it stands in the message. */
export function surfacesOf(request: CanonicalRequest, decodedBytes: number): Surfaces {
  const head = [...targetUnits(request), ...request.headers.map((field) => fieldUnit(field, 'header'))];
  const trailers = request.trailers.map((field) => fieldUnit(field, 'trailer'));
  if (request.body.length === 0) return { units: [...head, ...trailers], verdict: 'complete' };
  const body = decodeBody(request.body, valuesOf(request, 'content-encoding'), decodedBytes);
  const contentType = valuesOf(request, 'content-type')[0] ?? '';
  const bytes = body.ok ? body.bytes : request.body;
  // What leaves is the body with its codings on, and what they carry beside the content is nothing that decodes.
  const layers = body.ok ? body.layers.map(layerUnit) : [];
  return {
    units: [...head, bodyUnit(bytes, contentType), ...layers, ...trailers],
    verdict: body.ok ? 'complete' : body.reason === 'too_large' ? 'not_fully_inspected' : 'undecodable_body',
  };
}

function layerUnit(bytes: Buffer): Unit {
  return { surface: 'body', bytes: withoutMarks(bytes), locate: () => null, values: () => [] };
}

const GZIP_MARK = 0x1f;
/** Begins neither zlib nor any block of deflate. */
const NO_MARK = 0xff;

/** A layer whose content is scanned already: no decoder is to open it again. */
function withoutMarks(layer: Buffer): Buffer {
  const bytes = Buffer.from(layer);
  for (let at = bytes.indexOf(GZIP_MARK); at >= 0; at = bytes.indexOf(GZIP_MARK, at + 1)) bytes[at] = 0x20;
  bytes[0] = NO_MARK;
  return bytes;
}

function valuesOf(request: CanonicalRequest, name: string): readonly string[] {
  return request.headers.filter((field) => field.name.toLowerCase() === name).map(({ value }) => value);
}
