import type { Writable } from 'node:stream';

/** Cells of the bar itself. */
const BAR = 24;
/** Painted this often at most, in milliseconds. */
const PAUSE = 100;
const KIB = 1024;

/** A line on a terminal that tells how far a scan is; on anything else nothing is written. */
export class Progress {
  readonly #stream: Writable;
  readonly #now: () => number;
  readonly #files: number;
  readonly #isShown: boolean;
  readonly #start: number;
  #painted = Number.NEGATIVE_INFINITY;
  #done = 0;
  #bytes = 0;

  /** `now` in milliseconds. */
  constructor(stream: Writable, files: number, now: () => number) {
    this.#stream = stream;
    this.#files = files;
    this.#now = now;
    this.#start = now();
    this.#isShown = 'isTTY' in stream && stream.isTTY === true;
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
    this.#paint();
  }

  fileDone(): void {
    this.#done += 1;
    this.#paint();
  }

  /** Takes the line away, so that something else can be written there. */
  clear(): void {
    if (!this.#isShown || this.#painted === Number.NEGATIVE_INFINITY) return;
    this.#stream.write('\r\x1b[2K');
    this.#painted = Number.NEGATIVE_INFINITY;
  }

  #paint(): void {
    const now = this.#now();
    if (!this.#isShown || now - this.#painted < PAUSE) return;
    this.#painted = now;
    const share = this.#files === 0 ? 1 : this.#done / this.#files;
    const full = Math.round(share * BAR);
    const seconds = Math.max(0.001, (now - this.#start) / 1000);
    const rate = sizeText(this.#bytes / seconds);
    const bar = `${'#'.repeat(full)}${'.'.repeat(BAR - full)}`;
    this.#stream.write(
      `\r\x1b[2K[${bar}] ${this.#done}/${this.#files} files, ${sizeText(this.#bytes)}, ${rate}/s`,
    );
  }
}

/** `1.5 MiB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes;
  let unit = 0;
  while (size >= KIB && unit < units.length - 1) {
    size /= KIB;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit] ?? ''}`;
}
