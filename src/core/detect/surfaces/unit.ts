import type { Span } from '../decode/view.ts';
import type { Surface } from '../finding.ts';

/** One stretch of a request that is scanned as a whole; offsets of findings count in its bytes. */
export interface Unit {
  readonly surface: Surface;
  readonly bytes: Buffer;
  /** Names what stands at an offset: header name, query key, JSON path. Asked only where something was found. */
  locate(offset: number): string | null;
  /** The values in it, in order, of which a split secret may be made. */
  values(): Iterable<Span>;
  /** The same as begin and end one behind another, where there are many of them. */
  flatValues?(): readonly number[];
}
