import { BudgetSpent } from '../../core/detect/engine/work.ts';
import { Scanner } from '../../core/detect/scanner.ts';
import type { ByteScanner } from '../scan/scan-bytes.ts';
import { ScanFault } from '../scan/scan-fault.ts';

/** Content-encodings are transport; files have none. */
const NO_CONTENT_ENCODINGS = 0;

/** The gateway's detection of token formats, for files: there are no provisioned values here. */
export function openScanner(): ByteScanner {
  const scanner = new Scanner({
    families: ['credentials', 'keys'],
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
