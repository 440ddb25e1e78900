const NEWLINE = 0x0a;

/** Counts lines and columns while it walks over the bytes of a UTF-8 text; other bytes count one column each. */
export class TextPosition {
  #line = 1;
  #column = 1;

  /** 1-based. */
  get line(): number {
    return this.#line;
  }

  /** 1-based, in UTF-16 code units. */
  get column(): number {
    return this.#column;
  }

  advance(bytes: Buffer): void {
    let from = 0;
    for (;;) {
      const newline = bytes.indexOf(NEWLINE, from);
      if (newline < 0) break;
      this.#line += 1;
      this.#column = 1;
      from = newline + 1;
    }
    for (const byte of bytes.subarray(from)) this.#column += unitsStartedBy(byte);
  }
}

/** A continuation byte belongs to the character before it; four-byte characters are surrogate pairs. */
function unitsStartedBy(byte: number): 0 | 1 | 2 {
  if (byte >= 0x80 && byte < 0xc0) return 0;
  return byte >= 0xf0 && byte < 0xf8 ? 2 : 1;
}
