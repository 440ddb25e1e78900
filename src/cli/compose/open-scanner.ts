import { BudgetSpent } from '../../core/detect/engine/work.ts';
import type { Family } from '../../core/detect/format.ts';
import { Scanner } from '../../core/detect/scanner.ts';
import type { ByteScanner } from '../scan/scan-bytes.ts';
import { ScanFault } from '../scan/scan-fault.ts';

/** Content-encodings are transport; files have none. */
const NO_CONTENT_ENCODINGS = 0;
const DEFAULT_FAMILIES: readonly Family[] = ['credentials', 'keys'];

/** The gateway's detection of token formats, for files: there are no provisioned values here. */
export function openScanner(families: readonly Family[] = DEFAULT_FAMILIES): ByteScanner {
  const scanner = new Scanner({
    families,
    secrets: [],
    decodedBytes: NO_CONTENT_ENCODINGS,
  });
  return {
    scanBytes(bytes) {
      try {
        return scanner.scanBytes(bytes);
      } catch (error) {
        if (error instanceof BudgetSpent)
          throw new ScanFault('not fully inspected: too much work for its size');
        throw error;
      }
    },
    redact: (text) => scanner.redact(text),
  };
}
