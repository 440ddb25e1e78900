/**
 * The data of server-sent events (HTML, 9.2.6), as two texts: whole, a line for a line, and joined, the pieces that one
 * text was sent in put together again. Pieces are the strings of an event's JSON under the names that streams of
 * vendors use for parts, or the data itself where it is no JSON.
 */
export interface EventText {
  readonly whole: string;
  readonly joined: string;
}

/** An event longer than this is read only as whole text. */
const LONGEST_EVENT = 65_536;
/** Members that hold the next piece of a text, in the streams of OpenAI, Anthropic, Google and others. */
const PIECES =
  /^(?:text|content|delta|partial_json|arguments|thinking|output_text|reasoning_content|completion|token|response)$/;

export class EventStream {
  #line = '';
  #data = '';
  #afterReturn = false;
  /** The line at hand is the rest of one that was too long. */
  #isRest = false;

  /** Latin-1 text, as it arrives. */
  push(text: string): EventText {
    const out = { whole: '', joined: '' };
    // CR, LF and CRLF all end a line; a CR at the end of a chunk may be the first half.
    const cleaned = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#afterReturn = text.endsWith('\r');
    const lines = (this.#line + cleaned).split(/\r\n|\r|\n/);
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#take(line, out);
    this.#line = this.#shortened(this.#line, out);
    return out;
  }

  /** What a client may read of an event that was not ended. */
  end(): EventText {
    const out = { whole: '', joined: '' };
    this.#take(this.#line, out);
    this.#line = '';
    this.#take('', out);
    return out;
  }

  /** Cuts off what is too long to be kept, always at the same places. */
  #shortened(line: string, out: { whole: string; joined: string }): string {
    let rest = line;
    while (rest.length > LONGEST_EVENT) {
      out.whole += rest.slice(0, LONGEST_EVENT);
      rest = rest.slice(LONGEST_EVENT);
      this.#isRest = true;
    }
    return rest;
  }

  #take(whole: string, out: { whole: string; joined: string }): void {
    const line = this.#shortened(whole, out);
    if (this.#isRest) {
      this.#isRest = false;
      out.whole += `${line}\n`;
      return;
    }
    if (line === '') {
      out.joined += pieceOf(this.#data);
      this.#data = '';
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    out.whole += `${value}\n`;
    if (field !== 'data' || this.#data.length > LONGEST_EVENT) return;
    this.#data += this.#data === '' ? value : `\n${value}`;
  }
}

function pieceOf(data: string): string {
  if (!/^\s*[{[]/.test(data)) return data;
  try {
    return strings(JSON.parse(Buffer.from(data, 'latin1').toString('utf8')), 0);
  } catch {
    return data;
  }
}

function strings(value: unknown, depth: number): string {
  if (depth > 12 || typeof value !== 'object' || value === null) return '';
  let text = '';
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'string') {
      if (PIECES.test(key)) text += Buffer.from(member, 'utf8').toString('latin1');
    } else text += strings(member, depth + 1);
  }
  return text;
}
