import type { Size } from '../state/state.ts';

/** The terminal that a person sits at. */
export interface Terminal {
  size(): Size;
  write(text: string): void;
  /** Begins to hand over what is typed, byte for byte, in raw mode. */
  listen(onInput: (text: string) => void): void;
  /** Lets go of the keyboard, so that another program may have it. */
  ignore(): void;
  onResize(handler: () => void): () => void;
}
