import { gunzipSync } from 'node:zlib';
import type { Work } from '../engine/work.ts';
import type { Arena } from './base64.ts';
import type { View } from './view.ts';

/** Compressed text inside an encoded run grows to at most this. */
const LARGEST = 4 * 1024 * 1024;

/** Decoded runs that begin as a gzip member, decompressed; what does not decompress was none. */
export function gzipViews(arena: Arena, work: Work): readonly View[] {
  const { view } = arena;
  const views: View[] = [];
  for (const run of arena.runs) {
    const { bytes } = view;
    if (bytes[run.start] !== 0x1f || bytes[run.start + 1] !== 0x8b || bytes[run.start + 2] !== 8) continue;
    const inflated = inflate(bytes.subarray(run.start, run.end));
    if (inflated === null) continue;
    work.spend(inflated.length);
    views.push({
      bytes: inflated,
      depth: view.depth + 1,
      origin: { parent: view, stepAt: () => 'gzip', toParent: () => run },
    });
  }
  return views;
}

function inflate(bytes: Buffer): Buffer | null {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch {
    // Not gzip after all, cut, or larger than anything that belongs in a run of text.
    return null;
  }
}
