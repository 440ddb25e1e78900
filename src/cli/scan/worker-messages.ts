import type { Family } from '../../core/detect/format.ts';
import type { ScannedFile } from './scan-hit.ts';

export interface WorkerSettings {
  readonly families: readonly Family[];
}

/** One file to look through. */
export interface ToWorker {
  readonly name: string;
  readonly path: string;
  /** For open(2), besides reading. */
  readonly flags: number;
}

export type FromWorker = { readonly bytes: number } | { readonly file: ScannedFile };
