import type { ServerResponse } from 'node:http';
import { InboundInspector } from '../../core/detect/inbound/inspector.ts';
import type { Inspection } from '../../core/detect/inbound/media.ts';
import { ContentDecoder } from './content-decoder.ts';

export type InboundCode = 'prompt_injection' | 'undecodable_body';

/** While no more than this has come, and no more than this time has passed, nothing of the answer is shown. */
const HELD_BYTES = 65_536;
const HELD_MS = 100;

export interface GateOptions {
  readonly response: ServerResponse;
  /** Writes the head; called once, before the first byte of content. */
  readonly begin: () => void;
  readonly inspection: Extract<Inspection, { kind: 'inspect' }>;
  readonly decodedBytes: number;
  /** The answer must not go on; called once, and nothing else after it. */
  readonly onBlocked: (code: InboundCode) => void;
  /** More can be taken. */
  readonly onReady: () => void;
}

/**
 * Stands between an upstream's answer and the client: no byte passes before it was inspected. The first window is held
 * back, so that what begins with an injection is refused whole; answers that are meant to be seen as they come (event
 * streams) are not held back, and each piece passes as soon as it was looked at.
 */
export class AnswerGate {
  readonly #options: GateOptions;
  readonly #inspector: InboundInspector;
  readonly #decoder: ContentDecoder | null;
  readonly #timer: NodeJS.Timeout | null;
  readonly #waiting: Buffer[] = [];
  #held: Buffer[] | null = [];
  #heldBytes = 0;
  #busy = false;
  #due = false;
  #found = false;
  #stopped = false;
  #passed = 0;
  #onEnd: (() => void) | null = null;

  constructor(options: GateOptions) {
    const { format, utf16, coding, live } = options.inspection;
    this.#options = options;
    this.#inspector = new InboundInspector({ format, utf16 });
    this.#decoder =
      coding === null
        ? null
        : new ContentDecoder({
            coding,
            decodedBytes: options.decodedBytes,
            onData: (decoded) => {
              if (!this.#found && this.#inspector.push(decoded)) this.#found = true;
            },
          });
    this.#timer = live ? null : setTimeout(() => this.#timeIsOver(), HELD_MS);
    if (live) setImmediate(() => this.#release());
  }

  /** Bytes of content that the client was given. */
  get passed(): number {
    return this.#passed;
  }

  /** False: no more until `onReady` or the response's `drain`. */
  push(chunk: Buffer): boolean {
    if (this.#stopped) return true;
    this.#waiting.push(chunk);
    const free = this.#next();
    return free && !this.#options.response.writableNeedDrain;
  }

  /** Calls back when all of it was inspected and handed on. */
  end(done: () => void): void {
    if (this.#stopped) return;
    this.#onEnd = done;
    this.#next();
  }

  /** Nothing is looked at or handed on any more. */
  stop(): void {
    this.#stopped = true;
    this.#held = null;
    this.#waiting.length = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#decoder?.destroy();
  }

  /** True: nothing is under way. */
  #next(): boolean {
    while (!this.#busy && !this.#stopped) {
      const chunk = this.#waiting.shift();
      if (chunk === undefined) {
        if (this.#onEnd !== null) this.#finish(this.#onEnd);
        return !this.#busy;
      }
      if (this.#decoder === null) this.#judged(chunk, true, this.#inspector.push(chunk));
      else this.#decode(this.#decoder, chunk);
    }
    return !this.#busy;
  }

  #decode(decoder: ContentDecoder, chunk: Buffer): void {
    this.#busy = true;
    decoder.write(chunk, (decodable) => {
      this.#busy = false;
      if (this.#stopped) return;
      this.#judged(chunk, decodable, this.#found);
      if (this.#next() && !this.#stopped && !this.#options.response.writableNeedDrain)
        this.#options.onReady();
    });
  }

  #judged(chunk: Buffer, decodable: boolean, found: boolean): void {
    if (found) this.#block('prompt_injection');
    else if (!decodable) this.#block('undecodable_body');
    else this.#pass(chunk);
  }

  #finish(done: () => void): void {
    this.#onEnd = null;
    this.#busy = true;
    const settle = (decodable: boolean): void => {
      if (this.#stopped) return;
      if (this.#found || this.#inspector.end()) this.#block('prompt_injection');
      else if (!decodable) this.#block('undecodable_body');
      else {
        this.#release();
        this.stop();
        done();
      }
    };
    if (this.#decoder === null) settle(true);
    else this.#decoder.end(settle);
  }

  /** What is being decoded is waited for: it may be all there is. */
  #timeIsOver(): void {
    if (this.#busy) this.#due = true;
    else this.#release();
  }

  #pass(chunk: Buffer): void {
    if (this.#held === null) {
      this.#write(chunk);
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#due || this.#options.inspection.live || this.#heldBytes >= HELD_BYTES) this.#release();
  }

  #release(): void {
    const held = this.#held;
    if (held === null || this.#stopped || this.#options.response.destroyed) return;
    this.#held = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#options.begin();
    for (const chunk of held) this.#write(chunk);
    // With nothing at hand yet (event streams), the head must not wait for it.
    if (held.length === 0 && this.#onEnd === null && !this.#busy) this.#options.response.flushHeaders();
  }

  #write(chunk: Buffer): void {
    this.#passed += chunk.length;
    if (!this.#options.response.destroyed) this.#options.response.write(chunk);
  }

  #block(code: InboundCode): void {
    this.stop();
    this.#options.onBlocked(code);
  }
}
