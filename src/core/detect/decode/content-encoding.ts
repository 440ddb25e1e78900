import zlib from 'node:zlib';

export type DecodedBody =
  /** `layers`: what was decoded on the way, outermost first; headers and metadata of a coding can hold text of their own. */
  | { readonly ok: true; readonly bytes: Buffer; readonly layers: readonly Buffer[] }
  /** `undecodable`: unknown, failed, trailing bytes, stacked too deep. `too_large`: past the cap. */
  | { readonly ok: false; readonly reason: 'undecodable' | 'too_large' };

type DecodedLayer =
  | { readonly ok: true; readonly bytes: Buffer }
  | Extract<DecodedBody, { readonly ok: false }>;

const MOST_LAYERS = 2;
/** Deflate cannot grow its input further than this (RFC 1951: 258 bytes from two bits); what does is a bomb. */
const LARGEST_RATIO = 1_100;
/** Small inputs may grow to this whatever the ratio. */
const RATIO_FREE = 8 * 1024 * 1024;

/** Undoes the content codings of a body (RFC 9110 section 8.4), outermost last in the field. */
export function decodeBody(body: Buffer, contentEncoding: readonly string[], cap: number): DecodedBody {
  const codings = contentEncoding
    .flatMap((field) => field.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0 || body.length === 0) return { ok: true, bytes: body, layers: [] };
  if (codings.length > MOST_LAYERS) return { ok: false, reason: 'undecodable' };
  let bytes = body;
  const layers: Buffer[] = [];
  for (const coding of codings.toReversed()) {
    const limit = Math.max(1, Math.min(cap, Math.max(RATIO_FREE, bytes.length * LARGEST_RATIO)));
    const decoded = decodeOne(bytes, coding, limit);
    if (!decoded.ok) return decoded;
    layers.push(bytes);
    bytes = decoded.bytes;
  }
  return { ok: true, bytes, layers };
}

function decodeOne(bytes: Buffer, coding: string, cap: number): DecodedLayer {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return run(bytes, cap, zlib.gunzipSync);
    case 'br':
      return run(bytes, cap, zlib.brotliDecompressSync);
    case 'deflate': {
      const wrapped = run(bytes, cap, zlib.inflateSync);
      if (wrapped.ok || wrapped.reason === 'too_large') return wrapped;
      return run(bytes, cap, zlib.inflateRawSync);
    }
    case 'zstd':
      return zstd(bytes, cap);
    default:
      return { ok: false, reason: 'undecodable' };
  }
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** Runtimes from 22.15 on have it; elsewhere such a body cannot be read and is refused. */
function zstd(bytes: Buffer, cap: number): DecodedLayer {
  const decompress: unknown = Reflect.get(zlib, 'zstdDecompressSync');
  if (!isDecompress(decompress)) return { ok: false, reason: 'undecodable' };
  return run(bytes, cap, decompress);
}

function isDecompress(value: unknown): value is Decompress {
  return typeof value === 'function';
}

function run(bytes: Buffer, cap: number, decompress: Decompress): DecodedLayer {
  try {
    const options = { maxOutputLength: cap, info: true };
    const result: unknown = decompress(bytes, options);
    // What follows the compressed data would travel on unread.
    if (!isInflated(result) || result.engine.bytesWritten !== bytes.length)
      return { ok: false, reason: 'undecodable' };
    return { ok: true, bytes: result.buffer };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return { ok: false, reason: code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'undecodable' };
  }
}

function isInflated(value: unknown): value is Inflated {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}
