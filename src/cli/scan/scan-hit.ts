import type { Finding } from '../../core/detect/finding.ts';
import type { RedactedText } from '../../core/detect/redacted-text.ts';

/** A finding in a file, without its value: what may be printed. */
export interface ScanHit {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as SARIF and most editors count. */
  readonly column: number;
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly kind: string;
  readonly vendor: string | null;
  readonly detector: Finding['detector'];
  readonly confidence: Finding['confidence'];
  readonly checksum: Finding['checksum'];
  readonly decodedVia: readonly string[];
  /** The line around it, redacted; null where the file is no text. */
  readonly context: RedactedText | null;
}

/** A file or stream that was looked through, or could not be (`fault`: an errno name). */
export interface ScannedFile {
  readonly name: string;
  readonly hits: readonly ScanHit[];
  readonly fault: string | null;
}
