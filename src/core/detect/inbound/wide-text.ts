import { TextDecoder } from 'node:util';

/** UTF-16 becomes UTF-8, by its byte order mark (Encoding Standard, 6) or its label; everything else stays as it is. */
export class WideText {
  readonly #labelled: 'utf-16le' | 'utf-16be' | null;
  #decoder: TextDecoder | null = null;
  /** The first bytes, while they may be half of a mark. */
  #first: Buffer | null = Buffer.alloc(0);

  constructor(labelled: 'utf-16le' | 'utf-16be' | null) {
    this.#labelled = labelled;
  }

  push(chunk: Buffer): Buffer {
    if (this.#first === null) return this.#decode(chunk, true);
    const bytes = this.#first.length === 0 ? chunk : Buffer.concat([this.#first, chunk]);
    if (bytes.length < 2 && mayBeMark(bytes[0])) {
      this.#first = bytes;
      return Buffer.alloc(0);
    }
    return this.#begin(bytes, true);
  }

  end(): Buffer {
    return this.#first === null ? this.#decode(Buffer.alloc(0), false) : this.#begin(this.#first, false);
  }

  #begin(bytes: Buffer, more: boolean): Buffer {
    this.#first = null;
    const label = markOf(bytes) ?? this.#labelled;
    if (label !== null) this.#decoder = new TextDecoder(label);
    return this.#decode(bytes, more);
  }

  #decode(bytes: Buffer, more: boolean): Buffer {
    return this.#decoder === null
      ? bytes
      : Buffer.from(this.#decoder.decode(bytes, { stream: more }), 'utf8');
  }
}

function mayBeMark(byte: number | undefined): boolean {
  return byte === undefined || byte === 0xff || byte === 0xfe;
}

function markOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}
