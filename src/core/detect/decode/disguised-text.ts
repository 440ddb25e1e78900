import { isAscii } from 'node:buffer';
import type { Work } from '../engine/work.ts';
import { ArenaBuilder } from './arena.ts';
import { isDisguised, readingOf, tagLetter } from './look-alikes.ts';
import type { View } from './view.ts';

/** Shortest text worth looking at, in bytes. */
const SHORTEST = 12;
/** ASCII is passed over in blocks. */
const BLOCK = 2_048;
/** So many tag characters in a row are a text of their own; fewer only break up another one. */
const TAGGED_TEXT = 4;

interface Character {
  readonly point: number;
  readonly length: number;
}

/**
 * Text without what is not seen in it (zero-width characters, variation selectors, combining marks, tags), its compatibility
 * characters and look-alikes of other scripts read as ASCII: stretches of ASCII that hold any of these, one behind another.
 */
export function disguisedTextViews(view: View, margin: number, work: Work): readonly View[] {
  const { bytes } = view;
  let reader: DisguisedText | null = null;
  for (let block = 0; block < bytes.length; block += BLOCK) {
    const end = Math.min(bytes.length, block + BLOCK);
    if (isAscii(bytes.subarray(block, end))) continue;
    reader ??= new DisguisedText(view, margin, work);
    reader.readBlock(block, end);
  }
  const arena = reader?.build() ?? null;
  return arena === null ? [] : [arena];
}

class DisguisedText {
  readonly #bytes: Buffer;
  readonly #margin: number;
  readonly #work: Work;
  readonly #arena: ArenaBuilder;
  /** Up to here everything was looked at. */
  #done = 0;

  constructor(view: View, margin: number, work: Work) {
    this.#bytes = view.bytes;
    this.#margin = margin;
    this.#work = work;
    this.#arena = new ArenaBuilder(view, 'unicode', Math.min(view.bytes.length, 4 * BLOCK));
  }

  build(): View | null {
    return this.#arena.build()?.view ?? null;
  }

  readBlock(start: number, end: number): void {
    this.#work.spend((end - start) * 2);
    const bytes = this.#bytes;
    for (let at = Math.max(start, this.#done); at < end; ) {
      const first = bytes[at] ?? 0;
      if (first < 0x80) {
        at++;
        continue;
      }
      const length = lengthAt(bytes, at, first);
      if (length === 0) at++;
      else if (isDisguised(pointAt(bytes, at, first, length))) at = this.#stretchAround(at);
      else at += length;
    }
  }

  /** Reads the stretch that a disguised character stands in; gives its end. */
  #stretchAround(place: number): number {
    const bytes = this.#bytes;
    let start = place;
    const floor = Math.max(this.#done, place - this.#margin);
    while (start > floor && this.#before(start) < start) start = this.#before(start);
    let at = start;
    let last = place;
    while (at < bytes.length && at - last <= this.#margin) {
      if (isPrintable(bytes[at])) {
        this.#arena.from(at, 1);
        this.#arena.writeByte(bytes[at] ?? 0);
        at++;
        continue;
      }
      const character = characterAt(bytes, at);
      const reading = character === null ? null : readingOf(character.point);
      if (character === null || reading === null) break;
      at = this.#tagged(at) ?? this.#one(at, character.length, reading.text);
      last = at;
    }
    this.#work.spend((at - start) * 2);
    this.#done = at;
    if (this.#arena.lengthOfRun >= SHORTEST) this.#arena.endRun();
    else this.#arena.dropRun();
    return at;
  }

  /** Where the character before `at` begins if it can be part of a stretch; else `at`. */
  #before(at: number): number {
    if (isPrintable(this.#bytes[at - 1])) return at - 1;
    let start = at - 1;
    while (start > at - 4 && ((this.#bytes[start] ?? 0) & 0xc0) === 0x80) start--;
    const character = start < this.#done ? null : characterAt(this.#bytes, start);
    if (character === null || start + character.length !== at) return at;
    return readingOf(character.point) === null ? at : start;
  }

  #one(at: number, length: number, text: string): number {
    if (text !== '') this.#arena.from(at, length / text.length);
    for (let k = 0; k < text.length; k++) this.#arena.writeByte(text.charCodeAt(k));
    return at + length;
  }

  /** The end of a text in tag characters that begins at `at`, which is read as what they spell; null where none does. */
  #tagged(at: number): number | null {
    const letterAt = (place: number): number => {
      const character = this.#bytes[place] === 0xf3 ? characterAt(this.#bytes, place) : null;
      return character === null ? 0 : tagLetter(character.point);
    };
    let end = at;
    while (letterAt(end) > 0) end += 4;
    if (end - at < TAGGED_TEXT * 4) return null;
    this.#arena.from(at, 4);
    for (let place = at; place < end; place += 4) this.#arena.writeByte(letterAt(place));
    return end;
  }
}

function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x7f;
}

/** The UTF-8 character at `at`, ASCII excluded; null where the bytes are none. */
/** Length of the UTF-8 of a character that is not ASCII; 0 where there is none. */
function lengthAt(bytes: Buffer, at: number, first: number): number {
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (first > 0xf4) return 0;
  for (let k = 1; k < length; k++) {
    if (((bytes[at + k] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function pointAt(bytes: Buffer, at: number, first: number, length: number): number {
  let point = first & (0x7f >> length);
  for (let k = 1; k < length; k++) point = (point << 6) | ((bytes[at + k] ?? 0) & 0x3f);
  return point;
}

function characterAt(bytes: Buffer, at: number): Character | null {
  const first = bytes[at] ?? 0;
  const length = lengthAt(bytes, at, first);
  return length === 0 ? null : { point: pointAt(bytes, at, first, length), length };
}
