import type { ScannedFile } from './scan-hit.ts';

/** Findings without their values, and what could not be read. */
export function scanReport(files: readonly ScannedFile[]): object {
  return {
    findings: files.flatMap((file) =>
      file.hits.map((hit) => ({
        path: file.name,
        line: hit.line,
        column: hit.column,
        offset: hit.offset,
        kind: hit.kind,
        vendor: hit.vendor,
        detector: hit.detector,
        confidence: hit.confidence,
        checksum: hit.checksum,
        decoded_via: hit.decodedVia,
        context: hit.context,
      })),
    ),
    errors: files.flatMap((file) => (file.fault === null ? [] : [{ path: file.name, code: file.fault }])),
    files: files.filter((file) => file.fault === null).length,
  };
}
