import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { Work } from '../engine/work.ts';
import type { Arena } from './base64.ts';
import type { Span, View } from './view.ts';

/** Compressed text inside an encoded run grows to at most this. */
const LARGEST = 4 * 1024 * 1024;
/** Magic number and the only method (RFC 1952). */
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const HEADER = 10;

/** gzip members in decoded runs, decompressed; what does not decompress was none. */
export function gzipViews(arena: Arena, work: Work): readonly View[] {
  const { view } = arena;
  const views: View[] = [];
  let at = view.bytes.indexOf(MAGIC);
  for (const run of arena.runs) {
    while (at >= 0 && at < run.start) at = view.bytes.indexOf(MAGIC, at + 1);
    if (at < 0) break;
    if (at >= run.end) continue;
    const member: Span = { start: at, end: run.end };
    work.spend(member.end - member.start);
    const inflated = inflate(view.bytes.subarray(member.start, member.end));
    if (inflated === null) continue;
    work.spend(inflated.length);
    views.push({
      bytes: inflated,
      depth: view.depth + 1,
      origin: { parent: view, stepAt: () => 'gzip', toParent: () => member },
    });
  }
  return views;
}

/** Null where it is not gzip after all, or larger than anything that belongs in a run of text. */
function inflate(bytes: Buffer): Buffer | null {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch {
    return inflateRaw(bytes.subarray(HEADER));
  }
}

/** The same with other text behind the member, which spoils its trailer. */
function inflateRaw(bytes: Buffer): Buffer | null {
  try {
    return inflateRawSync(bytes, { maxOutputLength: LARGEST });
  } catch {
    return null;
  }
}
