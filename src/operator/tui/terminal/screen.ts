import { safeLine } from '../../safe-terminal-text.ts';
import { atRow, BEGIN_FRAME, BELL, CLEAR, CLEAR_TO_END, END_FRAME, ENTER, LEAVE } from './sequences.ts';

/** Columns of a row that is looked at here; the terminal cuts at its own edge. */
const MAX_ROW_CELLS = 2000;

/**
 * Owns what the terminal shows. It takes whole frames and writes the rows that changed, each to its place: no scrolling,
 * no flicker, and nothing that a frame says can move the cursor. Between `leave` and `enter` nothing is written.
 */
export class Screen {
  readonly #write: (text: string) => void;
  #rows: readonly string[] = [];
  #frame = '';
  #isEntered = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  enter(): void {
    if (this.#isEntered) return;
    this.#isEntered = true;
    this.#write(ENTER);
    this.#rows = [];
    this.show(this.#frame);
  }

  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#write(LEAVE);
  }

  /** The next frame is written whole: the terminal's size or content is not what it was. */
  repaint(): void {
    if (!this.#isEntered) return;
    this.#rows = [];
    this.#paint(true);
  }

  /** @param frame rows with SGR in them, divided by line feeds */
  show(frame: string): void {
    this.#frame = frame;
    if (this.#isEntered) this.#paint(false);
  }

  ring(): void {
    if (this.#isEntered) this.#write(BELL);
  }

  #paint(clear: boolean): void {
    const next = this.#frame.split('\n');
    const changes: string[] = [];
    for (let index = 0; index < Math.max(next.length, this.#rows.length); index++) {
      const row = next[index] ?? '';
      if (row === this.#rows[index]) continue;
      // Cleared first: at the right edge, clearing afterwards would take the last character.
      changes.push(`${atRow(index + 1)}${CLEAR_TO_END}${harmless(row)}`);
    }
    this.#rows = next;
    if (changes.length === 0 && !clear) return;
    this.#write(`${BEGIN_FRAME}${clear ? CLEAR : ''}${changes.join('')}${END_FRAME}`);
  }
}

const SGR = /(\x1b\[[0-9;]*m)/;

/**
 * The last gate before the terminal: SGR passes, every other control is spelled out. What comes here was made of safe
 * text already; this holds should a library in between add something of its own (U1).
 */
function harmless(row: string): string {
  return row
    .split(SGR)
    .map((piece, index) =>
      index % 2 === 1 ? piece : /\p{C}/u.test(piece) ? safeLine(piece, MAX_ROW_CELLS) : piece,
    )
    .join('');
}
