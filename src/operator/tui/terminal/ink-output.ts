import { EventEmitter } from 'node:events';
import type { Size } from '../state/state.ts';

/**
 * What Ink takes for its output stream. Ink lays out and hands over whole frames (its `debug` mode does just that);
 * what is written to the terminal, and how, is the screen's matter.
 */
export class InkOutput extends EventEmitter {
  readonly isTTY = false;
  readonly writable = true;
  columns: number;
  rows: number;
  readonly #show: (frame: string) => void;

  constructor(size: Size, show: (frame: string) => void) {
    super();
    this.columns = size.columns;
    this.rows = size.rows;
    this.#show = show;
  }

  write(frame: string, done?: () => void): boolean {
    if (frame !== '') this.#show(frame);
    done?.();
    return true;
  }
}
