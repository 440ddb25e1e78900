import { EventStream, type EventText } from './event-stream.ts';
import type { TextFormat } from './media.ts';
import { Normaliser } from './normaliser.ts';
import { TextWindow } from './text-window.ts';
import { WideText } from './wide-text.ts';

export interface InboundOptions {
  readonly format: TextFormat;
  /** What the label says; a byte order mark wins. */
  readonly utf16: 'utf-16le' | 'utf-16be' | null;
}

/**
 * The inbound detector `prompt_injection`: decoded bytes of one answer go in as they arrive, and it says whether those
 * up to here hold an injection. Pure; memory is bounded whatever passes; the verdict on the whole does not depend on
 * where the chunks were cut. Once it has said yes it is done.
 */
export class InboundInspector {
  readonly #wide: WideText;
  readonly #streams: readonly TextStream[];
  readonly #events: EventStream | null;

  constructor({ format, utf16 }: InboundOptions) {
    this.#wide = new WideText(utf16);
    this.#events = format === 'events' ? new EventStream() : null;
    this.#streams =
      format === 'events' ? [new TextStream('plain'), new TextStream('plain')] : [new TextStream(format)];
  }

  /** True: blocked. */
  push(chunk: Buffer): boolean {
    return this.#take(this.#wide.push(chunk));
  }

  end(): boolean {
    if (this.#take(this.#wide.end())) return true;
    if (this.#events !== null && this.#share(this.#events.end())) return true;
    return this.#streams.some((stream) => stream.end());
  }

  #take(chunk: Buffer): boolean {
    if (chunk.length === 0) return false;
    if (this.#events !== null) return this.#share(this.#events.push(chunk.toString('latin1')));
    return this.#streams[0]?.push(chunk) ?? false;
  }

  #share({ whole, joined }: EventText): boolean {
    const [first, second] = this.#streams;
    if (whole !== '' && first?.push(Buffer.from(whole, 'latin1')) === true) return true;
    return joined !== '' && second?.push(Buffer.from(joined, 'latin1')) === true;
  }
}

class TextStream {
  readonly #normaliser = new Normaliser();
  readonly #window: TextWindow;

  constructor(format: TextFormat) {
    this.#window = new TextWindow(format);
  }

  push(chunk: Buffer): boolean {
    return this.#window.push(this.#normaliser.push(chunk));
  }

  end(): boolean {
    return this.#window.push(this.#normaliser.end()) || this.#window.end();
  }
}
