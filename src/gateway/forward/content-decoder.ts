import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { ContentCoding } from '../../core/detect/inbound/media.ts';

/** A small answer may grow to `decoded_bytes`, a large one by this factor; logs and tables compress to about a fiftieth. */
const MOST_GROWTH = 256;

export interface DecoderOptions {
  readonly coding: ContentCoding;
  /** Bytes of output that are always allowed. */
  readonly decodedBytes: number;
  readonly onData: (decoded: Buffer) => void;
}

/**
 * Undoes one content coding, piece by piece and off the loop, for inspection only: the client gets the bytes as they
 * came. Never more than one piece of output is in memory.
 */
export class ContentDecoder {
  readonly #options: DecoderOptions;
  #stream: Transform | null = null;
  #taken = 0;
  #given = 0;
  #failed = false;
  #onFailure: () => void = () => {};

  constructor(options: DecoderOptions) {
    this.#options = options;
  }

  /** Calls back once all that can be known of the content so far was handed on. False: it cannot be decoded. */
  write(chunk: Buffer, done: (decodable: boolean) => void): void {
    if (this.#stopped(done)) return;
    this.#taken += chunk.length;
    const stream = this.#open(chunk);
    const settle = this.#once(done);
    stream.write(chunk, () => {
      drain(stream);
      settle(!this.#failed);
    });
  }

  end(done: (decodable: boolean) => void): void {
    if (this.#stopped(done)) return;
    if (this.#stream === null) {
      done(true);
      return;
    }
    const settle = this.#once(done);
    this.#stream.once('end', () => settle(!this.#failed));
    this.#stream.end();
  }

  destroy(): void {
    this.#failed = true;
    this.#stream?.destroy();
  }

  #stopped(done: (decodable: boolean) => void): boolean {
    if (this.#failed) done(false);
    return this.#failed;
  }

  #open(first: Buffer): Transform {
    if (this.#stream !== null) return this.#stream;
    const stream = decoderFor(this.#options.coding, first);
    stream.on('error', () => this.#fail());
    stream.on('data', (decoded: Buffer) => {
      this.#given += decoded.length;
      if (this.#given > Math.max(this.#options.decodedBytes, this.#taken * MOST_GROWTH)) this.#fail();
      if (!this.#failed) this.#options.onData(decoded);
    });
    this.#stream = stream;
    return stream;
  }

  #fail(): void {
    this.#failed = true;
    this.#stream?.destroy();
    this.#onFailure();
  }

  /** A failure settles what is under way; a destroyed stream calls nobody back. */
  #once(done: (decodable: boolean) => void): (decodable: boolean) => void {
    let settled = false;
    const settle = (decodable: boolean): void => {
      if (settled) return;
      settled = true;
      done(decodable);
    };
    this.#onFailure = () => settle(false);
    return settle;
  }
}

/** What is left in the stream's buffer; reading emits it. */
function drain(stream: Transform): void {
  while (stream.read() !== null);
}

/** An answer that breaks off is read as far as it goes, as clients do. */
function decoderFor(coding: ContentCoding, first: Buffer): Transform {
  const finishFlush = constants.Z_SYNC_FLUSH;
  switch (coding) {
    case 'gzip':
      return createGunzip({ finishFlush });
    case 'br':
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    case 'deflate':
      // RFC 9110, 8.4.1.2: with the zlib header; some servers leave it out and clients take both.
      return hasZlibHeader(first) ? createInflate({ finishFlush }) : createInflateRaw({ finishFlush });
  }
}

/** RFC 1950, 2.2; a second byte that has not come yet settles nothing. */
function hasZlibHeader(bytes: Buffer): boolean {
  const [method = 0, flags] = bytes;
  return (method & 0x0f) === 8 && (flags === undefined || ((method << 8) | flags) % 31 === 0);
}
