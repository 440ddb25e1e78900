import type { TuiClock } from './clock.ts';
import type { Input } from './input/input.ts';
import { InputParser } from './input/input-parser.ts';

/** So long an escape waits for the rest of a sequence before it was the Escape key. */
const ESCAPE_MS = 40;
/** So long a paste may pause. One without an end must not swallow the keyboard for ever. */
const PASTE_MS = 1_000;

/** From what a terminal sends to inputs, with the time that an unfinished one is given. */
export class Keyboard {
  readonly #parser = new InputParser();
  readonly #clock: TuiClock;
  readonly #onInput: (input: Input) => void;
  #cancel: (() => void) | null = null;

  constructor(clock: TuiClock, onInput: (input: Input) => void) {
    this.#clock = clock;
    this.#onInput = onInput;
  }

  take(text: string): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#tell(this.#parser.push(text));
    if (!this.#parser.isWaiting) return;
    this.#cancel = this.#clock.after(this.#parser.isPasting ? PASTE_MS : ESCAPE_MS, () => {
      this.#cancel = null;
      this.#tell(this.#parser.flush());
    });
  }

  /** Forgets what is unfinished. */
  reset(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#parser.flush();
  }

  #tell(inputs: readonly Input[]): void {
    for (const input of inputs) this.#onInput(input);
  }
}
