import type { Finding } from '../../core/detect/finding.ts';
import type { RedactedText } from '../../core/detect/redacted-text.ts';
import { maskedContext, type Span } from './masked-context.ts';
import type { ScanHit } from './scan-hit.ts';
import { TextPosition } from './text-position.ts';

/** What is needed of the gateway's scanner. */
export interface ByteScanner {
  scanBytes(bytes: Buffer): readonly Finding[];
  redact(text: string): RedactedText;
}

/** Bytes that are looked at together. */
export const WINDOW_BYTES = 4 * 1024 * 1024;

/** Bytes that two windows share: a finding up to this long is always seen whole. */
const OVERLAP_BYTES = 256 * 1024;

/**
 * Looks through any number of bytes in bounded memory, in overlapping windows. `window` is the memory to work in; one may
 * serve many streams, one after the other.
 */
export async function* scanStream(
  chunks: AsyncIterable<Buffer>,
  scanner: ByteScanner,
  window: Buffer = Buffer.allocUnsafe(WINDOW_BYTES),
  overlap: number = OVERLAP_BYTES,
): AsyncGenerator<ScanHit, void, undefined> {
  const state = { base: 0, coveredTo: 0, position: new TextPosition() };
  const done = window.length - overlap;
  let length = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > 0) {
      const taken = rest.copy(window, length);
      length += taken;
      rest = rest.subarray(taken);
      if (length < window.length) continue;
      yield* scanWindow(window, done, scanner, state);
      window.copyWithin(0, done);
      state.base += done;
      length = overlap;
    }
  }
  yield* scanWindow(window.subarray(0, length), length, scanner, state);
}

interface WindowState {
  /** Offset in the file of the window's first byte. */
  readonly base: number;
  /** Offset in the file up to which bytes belong to findings that are reported already. */
  coveredTo: number;
  /** Stands at the window's first byte. */
  readonly position: TextPosition;
}

/** Reports the findings that begin in the first `done` bytes; those that begin later are whole in the next window. */
function* scanWindow(
  bytes: Buffer,
  done: number,
  scanner: ByteScanner,
  state: WindowState,
): Generator<ScanHit, void, undefined> {
  const found = [...scanner.scanBytes(bytes)].sort((a, b) => a.start - b.start || a.end - b.end);
  const spans: Span[] = [{ start: 0, end: Math.max(0, state.coveredTo - state.base) }, ...found];
  const isText = !bytes.includes(0);
  const coveredBefore = state.coveredTo;
  let walked = 0;
  for (const finding of found) {
    if (finding.start >= done) break;
    if (state.base + finding.end <= coveredBefore) continue;
    state.position.advance(bytes.subarray(walked, finding.start));
    walked = finding.start;
    const context = isText ? scanner.redact(maskedContext(bytes, finding, spans)) : null;
    yield hitOf(finding, state, context);
    state.coveredTo = Math.max(state.coveredTo, state.base + finding.end);
  }
  state.position.advance(bytes.subarray(walked, done));
}

function hitOf(finding: Finding, state: WindowState, context: RedactedText | null): ScanHit {
  const { kind, vendor, detector, confidence, checksum, decodedVia } = finding;
  return {
    line: state.position.line,
    column: state.position.column,
    offset: state.base + finding.start,
    kind,
    vendor,
    detector,
    confidence,
    checksum,
    decodedVia,
    context,
  };
}
