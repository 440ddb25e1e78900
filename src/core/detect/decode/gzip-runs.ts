import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { BudgetSpent, type Work } from '../engine/work.ts';
import type { Arena } from './base64.ts';
import type { Span, View } from './view.ts';

/** Compressed text inside an encoded run grows to at most this; what grows further cannot be inspected. */
const LARGEST = 4 * 1024 * 1024;
/** Setting up a decompressor costs as much as looking at this many bytes, however short the member is. */
const ATTEMPT = 32_768;
/** Magic number and the only method (RFC 1952). */
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const FIXED_HEADER = 10;
/** RFC 1952, 2.3.1: the optional parts of the header. */
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;

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
    work.spend(ATTEMPT + member.end - member.start);
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

/** Null where it is not gzip after all. */
function inflate(bytes: Buffer): Buffer | null {
  return (
    attempt(() => gunzipSync(bytes, { maxOutputLength: LARGEST })) ??
    // With other text behind the member, or without its end: what can be read of it counts.
    attempt(() =>
      inflateRawSync(bytes.subarray(headerLength(bytes)), {
        maxOutputLength: LARGEST,
        finishFlush: constants.Z_SYNC_FLUSH,
      }),
    )
  );
}

function attempt(decompress: () => Buffer): Buffer | null {
  try {
    return decompress();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new BudgetSpent();
    return null;
  }
}

function headerLength(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let at = FIXED_HEADER;
  if ((flags & FLAGS.extra) !== 0) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  for (const text of [FLAGS.name, FLAGS.comment]) {
    if ((flags & text) !== 0) at = bytes.indexOf(0, at) + 1 || bytes.length;
  }
  return (flags & FLAGS.headerCrc) !== 0 ? at + 2 : at;
}
